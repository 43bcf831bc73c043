import { type FormEvent, useState } from 'react'
import type { IncidentDetail, IncidentFacts, IncidentStep } from '#contracts/incident.ts'
import type { Role } from '#contracts/session.ts'
import { stepsFor } from '#domain/incident.ts'
import { recordStep, setPeople } from '../../api/incident.ts'
import { brackets } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { MomentField } from '../../ui/MomentField.tsx'
import { fromLocalInput } from '../../ui/time.ts'
import { FactFields } from './FactFields.tsx'
import { dateText } from './moment.ts'
import { emptyPerson, PeopleFields, peopleOf } from './PeopleFields.tsx'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

interface Props {
  incident: IncidentDetail
  role: Role
  onChanged: () => void
}

/** The steps that may be recorded now, those of a clock that runs first. */
function stepsNow(incident: IncidentDetail, role: Role): IncidentStep[] {
  const steps = stepsFor(incident.kind, role)
  return steps.filter((step) => (incident.state === 'closed' ? step === 'reopened' || step === 'note' : step !== 'reopened'))
}

/** Records one step with as few fields as it needs; the time is now unless somebody says otherwise. */
export function ActForm({ incident, role, onChanged }: Props) {
  const t = useIncidentText()
  const [step, setStep] = useState<IncidentStep | ''>('')
  const [at, setAt] = useState('')
  const [note, setNote] = useState('')
  const [facts, setFacts] = useState<IncidentFacts>({})
  const [said, setSaid] = useState<{ words: string; wrong: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  const choose = (next: IncidentStep | '') => {
    setStep(next)
    setFacts({})
    setSaid(null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (step === '') return
    setBusy(true)
    try {
      await recordStep(incident.id, {
        version: incident.version,
        step,
        facts,
        ...(at === '' ? {} : { at: fromLocalInput(at) }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      })
      setSaid({ words: t.act.saved, wrong: false })
      setStep('')
      setAt('')
      setNote('')
      setFacts({})
    } catch (error) {
      setSaid({ words: wordsOf(error, t), wrong: true })
    }
    setBusy(false)
    onChanged()
  }
  const before = step === '' ? undefined : incident.steps[step]
  const needsNote = step === 'note' || step === 'reopened'
  return (
    <form className={styles.panel} aria-label={t.act.title} onSubmit={(event) => void submit(event)}>
      <h2>{t.act.title}</h2>
      <div className={styles.form}>
        <label className={controls.field}>
          {t.act.step}
          <select value={step} onChange={(event) => choose(event.target.value as IncidentStep | '')}>
            <option value="">{t.act.choose}</option>
            {stepsNow(incident, role).map((one) => (
              <option key={one} value={one}>
                {incident.steps[one] ? `✓ ${t.step[one]}` : t.step[one]}
              </option>
            ))}
          </select>
        </label>
        <MomentField label={`${t.act.at}${brackets(at === '' ? t.act.now : dateText(fromLocalInput(at)))}`} value={at} onChange={setAt} />
        {step !== '' && <FactFields step={step} facts={facts} onFacts={setFacts} />}
        {step !== '' && (
          <label className={`${controls.field} ${styles.wide}`}>
            {step === 'statement' ? t.act.statement : needsNote ? t.act.noteRequired : t.act.note}
            <textarea value={note} maxLength={2000} rows={3} onChange={(event) => setNote(event.target.value)} />
          </label>
        )}
      </div>
      {before && <p className={styles.dim}>{t.act.correct(dateText(before))}</p>}
      {said && (
        <p role={said.wrong ? 'alert' : 'status'} className={said.wrong ? styles.wrong : styles.said}>
          {said.words}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className={styles.primary} disabled={busy || step === ''}>
          {t.act.save}
        </button>
      </div>
    </form>
  )
}

/** Enters all people anew. */
export function PeopleForm({ incident, onChanged }: Omit<Props, 'role'>) {
  const t = useIncidentText()
  const [rows, setRows] = useState<ReturnType<typeof emptyPerson>[] | null>(null)
  const [problem, setProblem] = useState('')
  if (rows === null)
    return (
      <button type="button" className={controls.button} onClick={() => setRows([emptyPerson()])}>
        {t.act.editPeople}
      </button>
    )
  const save = async () => {
    try {
      await setPeople(incident.id, { version: incident.version, people: peopleOf(rows) })
      setRows(null)
      setProblem('')
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    onChanged()
  }
  return (
    <div style={{ marginTop: 12 }}>
      <p className={styles.dim}>{t.act.editPeopleNote}</p>
      <PeopleFields rows={rows} onRows={setRows} />
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="button" className={styles.primary} onClick={() => void save()}>
          {t.act.save}
        </button>
        <button type="button" className={controls.button} onClick={() => setRows(null)}>
          {t.names.cancel}
        </button>
      </div>
    </div>
  )
}
