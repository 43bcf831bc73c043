import { useState } from 'react'
import type { Department } from '#contracts/department.ts'
import type { NewRequestListEntry, RequestField } from '#contracts/school-request.ts'
import { withSource } from '#domain/request-list.ts'
import { proposeEntry } from '../../api/school-request.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ActForm, typed } from '../tasks/ActForm.tsx'
import { DepartmentChoice } from './DepartmentChoice.tsx'
import styles from './Requests.module.css'
import { type RequestText, useRequestText } from './text.ts'

interface Props {
  departments: readonly Department[]
  mayDecide: boolean
  onDone: () => void
  onCancel: () => void
  onRefused: () => void
}

/** 报送: a department's request as it shall stand on the list. What the system knows is marked as locked while it is still being written. */
export function EntryForm({ departments, mayDecide, ...form }: Props) {
  const t = useRequestText()
  const [fields, setFields] = useState<readonly Asked[]>([{ n: 1, label: '', type: 'text', required: true }])
  return (
    <ActForm title={t.propose} send={(data) => proposeEntry(entryOf(data, fields))} {...form}>
      <div className={desk.form}>
        <Line name="title" label={t.form.title} />
        <DepartmentChoice departments={departments} t={t} />
        <Choice name="kind" label={t.form.kind} words={t.kinds} />
        <Choice name="frequency" label={t.form.frequency} words={t.frequencies} />
        <Line name="basis" label={t.form.basis} />
        <Line name="approver" label={t.form.approver} />
        <Day name="validFrom" label={t.form.validFrom} required />
        <Day name="validTo" label={t.form.validTo} required />
        {mayDecide && <Day name="filedOn" label={t.form.filedOn} required={false} />}
      </div>
      <FieldRows fields={fields} onChange={setFields} t={t} />
    </ActForm>
  )
}

/** A field as it is being written. */
interface Asked extends Pick<RequestField, 'label' | 'type' | 'required'> {
  readonly n: number
}

/** As the server will keep it: what it knows of a school by that label, it fills. */
const fieldOf = ({ n, label, type, required }: Asked): RequestField =>
  withSource({ key: `f${n}`, label: label.trim(), type, source: null, required })

function entryOf(data: FormData, fields: readonly Asked[]): NewRequestListEntry {
  const filedOn = typed(data, 'filedOn')
  return {
    departmentId: typed(data, 'departmentId') ?? '',
    kind: (typed(data, 'kind') ?? 'form') as NewRequestListEntry['kind'],
    title: typed(data, 'title') ?? '',
    basis: typed(data, 'basis') ?? '',
    approver: typed(data, 'approver') ?? '',
    frequency: (typed(data, 'frequency') ?? 'once') as NewRequestListEntry['frequency'],
    fields: fields.map(fieldOf),
    validFrom: typed(data, 'validFrom') ?? '',
    validTo: typed(data, 'validTo') ?? '',
    ...(filedOn === null ? {} : { filedOn }),
  }
}

const MOST = 60

/** The fields of the form, one a row, each with whether a school will have to type it. */
function FieldRows({ fields, onChange, t }: { fields: readonly Asked[]; onChange: (fields: readonly Asked[]) => void; t: RequestText }) {
  const change = (n: number, part: Partial<Asked>) => onChange(fields.map((one) => (one.n === n ? { ...one, ...part } : one)))
  const next = Math.max(...fields.map(({ n }) => n)) + 1
  return (
    <fieldset className={styles.fields}>
      <legend>{t.form.fields}</legend>
      {fields.map((asked, place) => {
        const { n, label, type, required } = asked
        const isLocked = fieldOf(asked).source !== null
        return (
          <div key={n} className={styles.fieldRow}>
            <label className={controls.field}>
              {t.form.fieldLabel(place + 1)}
              <input value={label} required maxLength={100} onChange={(event) => change(n, { label: event.target.value })} />
            </label>
            <label className={controls.field}>
              {t.form.fieldType}
              <select value={type} onChange={(event) => change(n, { type: event.target.value as Asked['type'] })}>
                {Object.entries(t.form.types).map(([key, word]) => (
                  <option key={key} value={key}>
                    {word}
                  </option>
                ))}
              </select>
            </label>
            <label className={desk.check}>
              <input type="checkbox" checked={required} onChange={(event) => change(n, { required: event.target.checked })} />{' '}
              {t.form.required}
            </label>
            <span className={isLocked ? desk.note : desk.dim}>{isLocked ? t.form.locked : label.trim() === '' ? '' : t.form.asked}</span>
            {fields.length > 1 && (
              <button type="button" className={controls.quiet} onClick={() => onChange(fields.filter((one) => one.n !== n))}>
                {t.form.removeField}
              </button>
            )}
          </div>
        )
      })}
      {fields.length < MOST && (
        <button
          type="button"
          className={controls.button}
          onClick={() => onChange([...fields, { n: next, label: '', type: 'text', required: true }])}
        >
          ＋ {t.form.addField}
        </button>
      )}
    </fieldset>
  )
}

const Line = ({ name, label }: { name: string; label: string }) => (
  <label className={controls.field}>
    {label}
    <input name={name} required maxLength={200} />
  </label>
)

const Day = ({ name, label, required }: { name: string; label: string; required: boolean }) => (
  <label className={controls.field}>
    {label}
    <DateField name={name} required={required} />
  </label>
)

const Choice = ({ name, label, words }: { name: string; label: string; words: Record<string, string> }) => (
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
