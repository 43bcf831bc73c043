import { useState } from 'react'
import type { Department } from '#contracts/department.ts'
import type { HazardCommandName, HazardDetail } from '#contracts/hazard.ts'
import { chosenFiles, sendFiles } from '../../api/file.ts'
import { commandHazard, readDepartments } from '../../api/hazard.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from '../tasks/ActForm.tsx'
import { type HazardText, useHazardText } from './text.ts'

/** Acts that say nothing without a reason. */
const EXPLAINED: readonly HazardCommandName[] = ['return', 'askExtension', 'refuseExtension', 'fix', 'sendBack', 'reopen', 'note']

/** What leads a hazard on, from its end backwards: the key of the first that may be done now stands first and filled. */
const ONWARD: readonly HazardCommandName[] = ['strikeOff', 'verify', 'grantExtension', 'accept', 'start', 'fix']

/** The keys in their order, and which of them is the next step. Given out already, a hazard waits for others. */
function inOrder({ can, state }: HazardDetail): { names: readonly HazardCommandName[]; next: HazardCommandName | undefined } {
  const next =
    ONWARD.find((name) => can.includes(name)) ??
    (state === 'found' || state === 'returned' ? can.find((name) => name === 'assign') : undefined)
  return { names: next ? [next, ...can.filter((name) => name !== next)] : can, next }
}

/** What the reader may do with a hazard now; the server said so. */
export function HazardActs({ hazard, onDone }: { hazard: HazardDetail; onDone: () => void }) {
  const t = useHazardText()
  const [asked, setAsked] = useState<HazardCommandName | null>(null)
  const departments = useReading(readDepartments, 0).value?.items ?? []
  const { names, next } = inOrder(hazard)
  const nameOf = (name: HazardCommandName) =>
    name === 'assign' && hazard.leadDept !== null && hazard.state !== 'returned' && hazard.state !== 'found' ? t.reassign : t.commands[name]
  const done = () => {
    setAsked(null)
    onDone()
  }
  return (
    <section className={desk.panel}>
      <div className={desk.buttons} style={{ marginTop: 0 }}>
        {names.map((name) => (
          <button key={name} type="button" className={name === next ? desk.primary : controls.button} onClick={() => setAsked(name)}>
            {nameOf(name)}
          </button>
        ))}
      </div>
      {asked && (
        <ActForm
          key={asked}
          title={nameOf(asked)}
          send={(form) => send(hazard, asked, form)}
          onDone={done}
          onCancel={() => setAsked(null)}
          onRefused={onDone}
        >
          {/* made anew when the departments come: a choice made before its options is lost */}
          <Fields key={departments.length} asked={asked} hazard={hazard} departments={departments} t={t} />
          <label className={controls.field}>
            {asked === 'fix' ? t.form.mended : EXPLAINED.includes(asked) && asked !== 'note' ? t.form.reason : t.form.note}
            <textarea name="note" rows={2} maxLength={1000} required={EXPLAINED.includes(asked)} />
          </label>
        </ActForm>
      )}
    </section>
  )
}

async function send(hazard: HazardDetail, command: HazardCommandName, form: FormData): Promise<unknown> {
  const note = typed(form, 'note')
  const body: Record<string, unknown> = { version: hazard.version, ...(note === null ? {} : { note }) }
  for (const name of ['person', 'whose', 'to', 'dueOn']) {
    const value = typed(form, name)
    if (value !== null) body[name] = value
  }
  if (command === 'assign') {
    body.leadDept = typed(form, 'leadDept')
    body.coDepts = form.getAll('coDepts').filter((id) => id !== body.leadDept)
  }
  if (command === 'fix') {
    body.fileIds = await sendFiles('hazard', hazard.id, chosenFiles(form, 'photo'))
  }
  return commandHazard(hazard.id, command, body)
}

interface FieldsProps {
  asked: HazardCommandName
  hazard: HazardDetail
  departments: readonly Department[]
  t: HazardText
}

function Fields({ asked, hazard, departments, t }: FieldsProps) {
  const options = departments.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ))
  const person = (
    <label className={controls.field}>
      {t.form.person}
      <input name="person" maxLength={100} defaultValue={hazard.person ?? ''} />
    </label>
  )
  switch (asked) {
    case 'assign':
      return (
        <>
          <label className={controls.field}>
            {t.form.lead}
            <select name="leadDept" required={hazard.place === 'belt'} defaultValue={hazard.leadDept?.id ?? ''}>
              <option value="">{hazard.place === 'school' ? t.schoolItself : ''}</option>
              {options}
            </select>
          </label>
          <label className={controls.field}>
            {t.form.co}
            <select name="coDepts" multiple size={4} defaultValue={hazard.coDepts.map(({ id }) => id)}>
              {options}
            </select>
          </label>
          {person}
          <label className={controls.field}>
            {t.form.due}
            <DateField name="dueOn" required defaultValue={hazard.dueOn ?? ''} />
          </label>
        </>
      )
    case 'accept':
      return person
    case 'return':
      return (
        <label className={controls.field}>
          {t.form.whose}
          <select name="whose" defaultValue="">
            <option value="">{t.form.unknown}</option>
            {options}
          </select>
        </label>
      )
    case 'askExtension':
      return (
        <label className={controls.field}>
          {t.form.to}
          <DateField name="to" required />
        </label>
      )
    case 'fix':
      return (
        <label className={controls.field}>
          {t.form.after}
          <input name="photo" type="file" accept="image/*" multiple required />
        </label>
      )
    default:
      return null
  }
}
