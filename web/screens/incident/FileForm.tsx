import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { type Conduct, type IncidentFacts, IncidentKind } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { isOfSchool } from '#domain/policy.ts'
import { fileIncident } from '../../api/incident.ts'
import { comma } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { MomentField } from '../../ui/MomentField.tsx'
import { fromLocalInput, toLocalInput } from '../../ui/time.ts'
import { ConductFields } from './FactFields.tsx'
import { emptyPerson, PeopleFields, peopleOf } from './PeopleFields.tsx'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

/** Files an incident by hand: what the system knows is there and locked. */
export function FileForm({ session }: { session: Session }) {
  const t = useIncidentText()
  const navigate = useNavigate()
  const schools = useRegister((register) => register.schools)
  const mine = session.scope.kind === 'school' ? session.scope.ids : null
  const only = mine?.length === 1 ? (mine[0] ?? '') : ''
  const [schoolId, setSchoolId] = useState(only)
  const [kind, setKind] = useState<IncidentKind | ''>('')
  const [occurred, setOccurred] = useState(() => toLocalInput(Date.now()).slice(0, 16))
  const [known, setKnown] = useState('')
  const [place, setPlace] = useState('')
  const [grave, setGrave] = useState(false)
  const [summary, setSummary] = useState('')
  const [rows, setRows] = useState(() => [emptyPerson()])
  const [conducts, setConducts] = useState<Conduct[]>([])
  const [cluster, setCluster] = useState(false)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const kinds = IncidentKind.options.filter((one) => one !== 'discipline' || isOfSchool(session))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const missing = [
      schoolId === '' && t.file.school,
      kind === '' && t.file.kind,
      occurred === '' && t.file.occurred,
      kind === 'disturbance' && conducts.length === 0 && t.fact.conducts,
    ].filter(Boolean)
    if (missing.length > 0 || kind === '') return setProblem(t.file.missing(missing.join(comma())))
    setBusy(true)
    setProblem('')
    const facts: IncidentFacts = { ...(kind === 'disturbance' ? { conducts } : {}), ...(kind === 'health' && cluster ? { cluster } : {}) }
    try {
      const { id } = await fileIncident({
        ...{ schoolId, kind, grave, place, summary, facts },
        occurredAt: fromLocalInput(occurred),
        ...(known === '' ? {} : { knownAt: fromLocalInput(known) }),
        people: peopleOf(rows),
      })
      await navigate(`../${id}`)
    } catch (error) {
      setProblem(wordsOf(error, t))
      setBusy(false)
    }
  }
  return (
    <form className={styles.panel} aria-label={t.file.title} onSubmit={(event) => void submit(event)}>
      <h2>{t.file.title}</h2>
      <div className={styles.form}>
        {only ? (
          <label className={controls.field}>
            {t.file.school}
            <input value={schools.get(only)?.name ?? only} disabled title={t.file.locked} />
          </label>
        ) : (
          <label className={controls.field}>
            {t.file.school}
            <select value={schoolId} onChange={(event) => setSchoolId(event.target.value)}>
              <option value="">{t.act.choose}</option>
              {[...schools.values()].map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className={controls.field}>
          {t.file.reporter}
          <input value={session.user.name} disabled title={t.file.locked} />
        </label>
        <label className={controls.field}>
          {t.file.kind}
          <select value={kind} onChange={(event) => setKind(event.target.value as IncidentKind)}>
            <option value="">{t.act.choose}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t.kind[one]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {t.file.place}
          <input value={place} maxLength={100} onChange={(event) => setPlace(event.target.value)} />
        </label>
        <MomentField label={t.file.occurred} value={occurred} onChange={setOccurred} />
        <MomentField label={t.file.known} value={known} onChange={setKnown} />
        {kind === 'disturbance' && <ConductFields chosen={conducts} onChosen={setConducts} />}
        {kind === 'health' && (
          <label className={`${styles.check} ${styles.wide}`}>
            <input type="checkbox" checked={cluster} onChange={() => setCluster(!cluster)} />
            {t.fact.cluster}
          </label>
        )}
        {kind !== 'discipline' && (
          <label className={`${styles.check} ${styles.wide}`}>
            <input type="checkbox" checked={grave} onChange={() => setGrave(!grave)} />
            {t.file.grave}
          </label>
        )}
        <label className={`${controls.field} ${styles.wide}`}>
          {t.file.summary}
          <textarea className={styles.area} value={summary} maxLength={4000} onChange={(event) => setSummary(event.target.value)} />
        </label>
        <div className={styles.wide}>
          <p className={styles.dim}>{t.file.people}</p>
          <PeopleFields rows={rows} onRows={setRows} />
        </div>
      </div>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className={styles.primary} disabled={busy}>
          {t.file.submit}
        </button>
      </div>
    </form>
  )
}
