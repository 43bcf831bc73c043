import { type FormEvent, useState } from 'react'
import type { RequestAnswerSheet } from '#contracts/school-request.ts'
import { answerRequest } from '../../api/school-request.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { typed } from '../tasks/ActForm.tsx'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { type RequestText, useRequestText } from './text.ts'

type Field = RequestAnswerSheet['fields'][number]
const shown = (value: Field['value'], t: RequestText): string =>
  value === null ? '—' : typeof value === 'boolean' ? (value ? t.yes : t.no) : String(value)

function answerOf(form: FormData, { key, type }: Field): Field['value'] {
  const value = typed(form, key)
  if (value === null) return null
  if (type === 'number') return Number(value)
  return type === 'yesNo' ? value === 'true' : value
}

/** One school's sheet: what the system knows is there and locked, the rest is asked. */
export function Sheet({ sheet, mayAnswer, onDone }: { sheet: RequestAnswerSheet; mayAnswer: boolean; onDone: () => void }) {
  const t = useRequestText()
  const words = useTaskText()
  const [problem, setProblem] = useState('')
  const isOpen = mayAnswer && sheet.answeredAt === null
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const answers = Object.fromEntries(sheet.fields.filter(({ locked }) => !locked).map((field) => [field.key, answerOf(form, field)]))
    setProblem('')
    try {
      await answerRequest(sheet.requestId, { schoolId: sheet.schoolId, answers })
      onDone()
    } catch (error) {
      setProblem(refusalWords(error, words))
    }
  }
  return (
    <form aria-label={sheet.schoolName} onSubmit={(event) => void submit(event)}>
      <table className={desk.table}>
        <tbody>
          {sheet.fields.map((field) => (
            <tr key={field.key}>
              <th scope="row" style={{ width: '40%' }}>
                {field.label}
              </th>
              <td>
                {field.locked || !isOpen ? (
                  <>
                    {shown(field.value, t)} <span className={field.locked ? desk.note : desk.tag}>{field.locked ? t.locked : t.typed}</span>
                  </>
                ) : (
                  <Input field={field} t={t} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={desk.dim}>
        {sheet.answeredAt && sheet.answeredBy
          ? t.answeredBy(sheet.answeredBy, momentText(sheet.answeredAt, Date.now()))
          : !isOpen && t.unanswered}
      </p>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {isOpen && (
        <div className={desk.buttons}>
          <button type="submit" className={desk.primary}>
            {t.submit}
          </button>
        </div>
      )}
    </form>
  )
}

function Input({ field, t }: { field: Field; t: RequestText }) {
  const { key, label, type, required } = field
  if (type === 'yesNo')
    return (
      <span className={controls.field}>
        <select name={key} aria-label={label} required={required}>
          <option value="" />
          <option value="true">{t.yes}</option>
          <option value="false">{t.no}</option>
        </select>
      </span>
    )
  if (type === 'day')
    return (
      <span className={controls.field}>
        <DateField name={key} aria-label={label} required={required} />
      </span>
    )
  return (
    <span className={controls.field}>
      <input
        name={key}
        aria-label={label}
        required={required}
        type={type === 'number' ? 'number' : 'text'}
        {...(type === 'number' ? { step: 'any' } : { maxLength: 1000 })}
      />
    </span>
  )
}
