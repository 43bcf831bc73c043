import { useCallback, useState } from 'react'
import type { Department } from '#contracts/department.ts'
import type { NewRequestListEntry, RequestField, RequestListEntry } from '#contracts/school-request.ts'
import { askSchools, decideEntry, proposeEntry, readRequestList } from '../../api/school-request.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from '../tasks/ActForm.tsx'
import { refusalWords } from '../tasks/act-words.ts'
import styles from '../tasks/Tasks.module.css'
import { useTaskText } from '../tasks/text.ts'
import { type RequestText, useRequestText } from './text.ts'

interface Props {
  departments: readonly Department[]
  mayDecide: boolean
}

/** One line a field: its label, and # for a number or ? for yes or no. */
function fieldsOf(lines: string): RequestField[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line, n) => {
      const mark = /[#?？]$/.exec(line)?.[0]
      const type = mark === '#' ? 'number' : mark ? 'yesNo' : 'text'
      return { key: `f${n + 1}`, label: line.replace(/\s*[#?？]$/, ''), type, source: null, required: true }
    })
}

/** 准入清单: what may be asked of schools; filed, decided by a second person, sent. */
export function RequestList({ departments, mayDecide }: Props) {
  const t = useRequestText()
  const { value, failed, again } = useReading(readRequestList, 30_000)
  const [asked, setAsked] = useState<'propose' | 'other' | { act: 'reject' | 'withdraw' | 'ask'; entry: RequestListEntry } | null>(null)
  const done = useCallback(() => {
    setAsked(null)
    void again()
  }, [again])
  const form = { onDone: done, onCancel: () => setAsked(null), onRefused: () => void again() }
  const [problem, setProblem] = useState('')
  const words = useTaskText()
  const approve = async (entry: RequestListEntry) => {
    setProblem('')
    await decideEntry(entry.id, { version: entry.version, decision: 'approved' }).catch((error: unknown) =>
      setProblem(refusalWords(error, words)),
    )
    done()
  }
  return (
    <section aria-label={t.pages.list}>
      <PaperLine title={t.pages.list} />
      <p className={desk.intro}>{t.intro}</p>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <button type="button" className={desk.primary} onClick={() => setAsked('propose')}>
          {t.propose}
        </button>
        <button type="button" className={controls.button} onClick={() => setAsked('other')}>
          {t.askOther}
        </button>
        <span className={desk.grow} />
        <ExportButton list="request-list" query="" />
        <PrintButton ready={value !== null} />
      </div>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {asked === 'propose' && (
        <ActForm title={t.propose} send={(data) => proposeEntry(entryOf(data))} {...form}>
          <EntryFields departments={departments} mayDecide={mayDecide} t={t} />
        </ActForm>
      )}
      {asked === 'other' && (
        <ActForm title={t.askOther} send={(data) => sendOther(data, departments)} {...form}>
          <p className={desk.dim}>{t.otherWhy}</p>
          <DepartmentChoice departments={departments} t={t} />
          <label className={controls.field}>
            {t.form.title}
            <input name="title" required maxLength={200} />
          </label>
          <DueOn t={t} />
        </ActForm>
      )}
      {asked !== null && typeof asked === 'object' && asked.act === 'ask' && (
        <ActForm title={`${t.ask}${colon()}${asked.entry.title}`} send={(data) => sendEntry(data, asked.entry)} {...form}>
          <p className={desk.dim}>{t.allSchools}</p>
          <DueOn t={t} />
          <label className={controls.field}>
            {t.note}
            <textarea name="note" maxLength={500} />
          </label>
        </ActForm>
      )}
      {asked !== null && typeof asked === 'object' && asked.act !== 'ask' && (
        <ActForm
          title={`${t[asked.act]}${colon()}${asked.entry.title}`}
          send={(data) =>
            decideEntry(asked.entry.id, {
              version: asked.entry.version,
              decision: asked.act === 'reject' ? 'rejected' : 'withdrawn',
              note: typed(data, 'note') ?? '',
            })
          }
          {...form}
        >
          <label className={controls.field}>
            {t.why}
            <textarea name="note" required maxLength={500} />
          </label>
        </ActForm>
      )}
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{t.none}</p>}
      {value && value.items.length > 0 && (
        <div className={desk.scroll} style={{ marginTop: 12 }}>
          <table className={desk.table}>
            <thead>
              <tr>
                {Object.entries(t.columns).map(([key, word]) => (
                  <th key={key} scope="col">
                    {word}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {value.items.map((entry) => (
                <tr key={entry.id}>
                  <td>{entry.title}</td>
                  <td>{entry.departmentName}</td>
                  <td className={styles.nowrap}>{t.kinds[entry.kind]}</td>
                  <td>{entry.basis}</td>
                  <td>{entry.approver}</td>
                  <td className={styles.nowrap}>{t.frequencies[entry.frequency]}</td>
                  <td title={entry.fields.map(({ label, source }) => `${label}${source ? ` ← ${t.locked}` : ''}`).join('\n')}>
                    {entry.fields.filter(({ source }) => source !== null).length} / {entry.fields.length}
                  </td>
                  <td className={styles.nowrap}>
                    {entry.validFrom} – {entry.validTo}
                    <br />
                    <span className={desk.dim}>
                      {t.filedOn} {entry.filedOn}
                    </span>
                  </td>
                  <td>
                    <span className={entry.inForce ? desk.note : desk.tag}>
                      {entry.state === 'approved' ? (entry.inForce ? t.inForce : t.notInForce) : t.states[entry.state]}
                    </span>
                    {entry.decision && <p className={desk.dim}>{entry.decision}</p>}
                  </td>
                  <td className={`${styles.nowrap} ${styles.noPrint}`}>
                    {mayDecide && entry.state === 'proposed' && (
                      <>
                        <button type="button" className={controls.button} onClick={() => void approve(entry)}>
                          {t.approve}
                        </button>{' '}
                        <button type="button" className={controls.quiet} onClick={() => setAsked({ act: 'reject', entry })}>
                          {t.reject}
                        </button>
                      </>
                    )}
                    {entry.inForce && departments.some(({ id }) => id === entry.departmentId) && (
                      <button type="button" className={controls.button} onClick={() => setAsked({ act: 'ask', entry })}>
                        {t.ask}
                      </button>
                    )}
                    {mayDecide && entry.state === 'approved' && (
                      <button type="button" className={controls.quiet} onClick={() => setAsked({ act: 'withdraw', entry })}>
                        {t.withdraw}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function entryOf(data: FormData): NewRequestListEntry {
  const filedOn = typed(data, 'filedOn')
  return {
    departmentId: typed(data, 'departmentId') ?? '',
    kind: (typed(data, 'kind') ?? 'form') as NewRequestListEntry['kind'],
    title: typed(data, 'title') ?? '',
    basis: typed(data, 'basis') ?? '',
    approver: typed(data, 'approver') ?? '',
    frequency: (typed(data, 'frequency') ?? 'once') as NewRequestListEntry['frequency'],
    fields: fieldsOf(typed(data, 'fields') ?? ''),
    validFrom: typed(data, 'validFrom') ?? '',
    validTo: typed(data, 'validTo') ?? '',
    ...(filedOn === null ? {} : { filedOn }),
  }
}

const sendEntry = (data: FormData, { id, departmentId }: RequestListEntry) => {
  const note = typed(data, 'note')
  return askSchools({ departmentId, listId: id, dueOn: typed(data, 'dueOn') ?? '', ...(note === null ? {} : { note }) })
}
const sendOther = (data: FormData, [first]: readonly Department[]) =>
  askSchools({
    departmentId: typed(data, 'departmentId') ?? first?.id ?? '',
    listId: null,
    title: typed(data, 'title') ?? '',
    dueOn: typed(data, 'dueOn') ?? '',
  })

function DueOn({ t }: { t: RequestText }) {
  return (
    <label className={controls.field}>
      {t.dueOn}
      <DateField name="dueOn" required />
    </label>
  )
}

function DepartmentChoice({ departments, t }: { departments: readonly Department[]; t: RequestText }) {
  return (
    <label className={controls.field}>
      {t.form.department}
      <select name="departmentId" required defaultValue={departments.length === 1 ? departments[0]?.id : ''}>
        <option value="">{t.form.choose}</option>
        {departments.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function EntryFields({ departments, mayDecide, t }: Props & { t: RequestText }) {
  const input = (name: string, label: string, type = 'text', required = true) => (
    <label className={controls.field}>
      {label}
      <input
        name={name}
        type={type}
        required={required}
        {...(type === 'date' ? { min: '2000-01-01', max: '2099-12-31' } : { maxLength: 200 })}
      />
    </label>
  )
  const choice = (name: string, label: string, words: Record<string, string>) => (
    <label className={controls.field}>
      {label}
      <select name={name}>
        {Object.entries(words).map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <div className={desk.form}>
      {input('title', t.form.title)}
      <DepartmentChoice departments={departments} t={t} />
      {choice('kind', t.form.kind, t.kinds)}
      {choice('frequency', t.form.frequency, t.frequencies)}
      {input('basis', t.form.basis)}
      {input('approver', t.form.approver)}
      {input('validFrom', t.form.validFrom, 'date')}
      {input('validTo', t.form.validTo, 'date')}
      {mayDecide && input('filedOn', t.form.filedOn, 'date', false)}
      <label className={`${controls.field} ${desk.wide}`}>
        {t.form.fields}
        <textarea name="fields" className={desk.area} required placeholder={t.form.fieldHint} />
      </label>
    </div>
  )
}
