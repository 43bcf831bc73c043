import type { Department } from '#contracts/department.ts'
import type { RequestListEntry } from '#contracts/school-request.ts'
import { askSchools, decideEntry } from '../../api/school-request.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ActForm, typed } from '../tasks/ActForm.tsx'
import { DepartmentChoice } from './DepartmentChoice.tsx'
import { type RequestText, useRequestText } from './text.ts'

interface Form {
  onDone: () => void
  onCancel: () => void
  onRefused: () => void
}

/** What is on no list: the system refuses it, says why and counts it. */
export function AskOther({ departments, ...form }: Form & { departments: readonly Department[] }) {
  const t = useRequestText()
  const send = (data: FormData) =>
    askSchools({
      departmentId: typed(data, 'departmentId') ?? departments[0]?.id ?? '',
      listId: null,
      title: typed(data, 'title') ?? '',
      dueOn: typed(data, 'dueOn') ?? '',
    })
  return (
    <ActForm title={t.askOther} send={send} {...form}>
      <p className={desk.dim}>{t.otherWhy}</p>
      <DepartmentChoice departments={departments} t={t} />
      <label className={controls.field}>
        {t.form.title}
        <input name="title" required maxLength={200} />
      </label>
      <DueOn t={t} />
    </ActForm>
  )
}

/** 下发: an entry in force goes to the schools, once in its window. */
export function AskSchools({ entry, ...form }: Form & { entry: RequestListEntry }) {
  const t = useRequestText()
  const send = (data: FormData) => {
    const note = typed(data, 'note')
    const { id, departmentId } = entry
    return askSchools({ departmentId, listId: id, dueOn: typed(data, 'dueOn') ?? '', ...(note === null ? {} : { note }) })
  }
  return (
    <ActForm title={`${t.ask}${colon()}${entry.title}`} send={send} {...form}>
      <p className={desk.dim}>{t.allSchools}</p>
      <DueOn t={t} />
      <label className={controls.field}>
        {t.note}
        <textarea name="note" maxLength={500} />
      </label>
    </ActForm>
  )
}

/** 不批准、撤销: with the reason. */
export function DecideEntry({ act, entry, ...form }: Form & { act: 'reject' | 'withdraw'; entry: RequestListEntry }) {
  const t = useRequestText()
  const decision = act === 'reject' ? 'rejected' : 'withdrawn'
  return (
    <ActForm
      title={`${t[act]}${colon()}${entry.title}`}
      send={(data) => decideEntry(entry.id, { version: entry.version, decision, note: typed(data, 'note') ?? '' })}
      {...form}
    >
      <label className={controls.field}>
        {t.why}
        <textarea name="note" required maxLength={500} />
      </label>
    </ActForm>
  )
}

function DueOn({ t }: { t: RequestText }) {
  return (
    <label className={controls.field}>
      {t.dueOn}
      <DateField name="dueOn" required />
    </label>
  )
}
