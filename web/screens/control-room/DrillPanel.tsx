import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { OpenExercise } from '#contracts/exercise.ts'
import type { Session } from '#contracts/session.ts'
import { endExercise, openExercise } from '../../api/exercise.ts'
import { ProblemError } from '../../api/http.ts'
import { refusalWords } from '../../i18n/refusal.ts'
import { comma, useText } from '../../i18n/text.ts'
import { refreshExercises, stillOpen, useExercises } from '../../live/exercises.ts'
import { serverNow, useLink, useSecond } from '../../live/link.ts'
import { useRegister } from '../../live/register.ts'
import { usePersonName } from '../../live/responders.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { MomentField } from '../../ui/MomentField.tsx'
import { ageText, fromLocalInput, momentText, toLocalInput } from '../../ui/time.ts'
import styles from './DrillPanel.module.css'
import { useDrillText } from './drill-text.ts'
import { findSchools } from './find-schools.ts'
import keyStyles from './KeyList.module.css'

const MINUTES = [15, 30, 60, 120, 240] as const
const FOUND = 6

/** Why a drill could not be begun or ended, in words of drills; null = without the server's answer nobody knows whether it was. */
function why(error: unknown, { why: words }: ReturnType<typeof useDrillText>): string | null {
  if (!(error instanceof ProblemError) || error.problem.status >= 500) return null
  const { type, errors } = error.problem
  if (errors?.some(({ path }) => path.endsWith('policeNotifiedAt'))) return words.notified
  const kind = type.slice(type.lastIndexOf('/') + 1)
  return kind === 'not-found'
    ? words.notFound
    : kind === 'refused-input' || kind === 'invalid-input'
      ? words.input
      : refusalWords(error.problem)
}

/** Name of the school, or of the device and its school. */
function useSubject(): (exercise: OpenExercise) => string {
  const { schools, buttons } = useRegister()
  const schoolName = (id: string | null) => (id === null ? '' : (schools.get(id)?.name ?? id))
  return ({ schoolId, deviceId }) => {
    if (deviceId === null) return schoolName(schoolId)
    const device = buttons.get(deviceId)
    return device ? `${schoolName(device.schoolId)} ${device.name}` : deviceId
  }
}

function OpenOnes({ open, mayEnd, onSaid }: { open: readonly OpenExercise[]; mayEnd: boolean; onSaid: (words: string) => void }) {
  const t = useText()
  const d = useDrillText()
  const nowMs = useSecond() * 1000
  const subject = useSubject()
  const person = usePersonName()
  const end = async (id: string) => {
    try {
      await endExercise(id)
      onSaid(d.ended)
    } catch (error) {
      onSaid(why(error, d) ?? d.noAnswer)
    }
    await refreshExercises()
  }
  return (
    <ul className={styles.open} aria-label={d.open(open.length)}>
      {open.map((exercise) => (
        <li key={exercise.id}>
          <span className={styles.kind}>{d[exercise.kind]}</span>
          <span>
            <b>
              <bdi>{subject(exercise)}</bdi>
            </b>{' '}
            {d.until(momentText(exercise.endsAt, nowMs))} · {d.left(ageText(Date.parse(exercise.endsAt) - nowMs, t.time))}
            {exercise.reason && (
              <>
                {' · '}
                <bdi>{exercise.reason}</bdi>
              </>
            )}
            <small>
              {d.by(person(exercise.openedBy), momentText(exercise.openedAt, nowMs))} ·{' '}
              {d.told(exercise.policeNotifiedBy, momentText(exercise.policeNotifiedAt, nowMs))}
            </small>
          </span>
          {mayEnd && (
            <button type="button" className={controls.button} onClick={() => void end(exercise.id)}>
              {d.end}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The schools of a drill: found by name, initials or code, each removed by its own button. */
function SchoolPick({ chosen, onChosen }: { chosen: readonly string[]; onChosen: (ids: string[]) => void }) {
  const d = useDrillText()
  const schools = useRegister((register) => register.schools)
  const [query, setQuery] = useState('')
  const found = findSchools(schools.values(), query, FOUND).filter(({ id }) => !chosen.includes(id))
  const add = (id: string) => {
    onChosen([...chosen, id])
    setQuery('')
  }
  return (
    <div>
      <label className={controls.field}>
        {d.schools}
        <input
          type="search"
          value={query}
          placeholder={d.find}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            event.preventDefault() // the form is sent by its own button
            if (found[0]) add(found[0].id)
          }}
        />
      </label>
      <p className={styles.pick}>
        {found.map(({ id, name }) => (
          <button key={id} type="button" className={controls.quiet} onClick={() => add(id)}>
            + <bdi>{name}</bdi>
          </button>
        ))}
      </p>
      <ul className={styles.chosen}>
        {chosen.map((id) => {
          const name = schools.get(id)?.name ?? id
          return (
            <li key={id}>
              <bdi>{name}</bdi>
              <button
                type="button"
                className={controls.quiet}
                aria-label={d.remove(name)}
                onClick={() => onChosen(chosen.filter((one) => one !== id))}
              >
                ✕
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function BeginForm({ open, onSaid }: { open: readonly OpenExercise[]; onSaid: (words: string) => void }) {
  const d = useDrillText()
  const schools = useRegister((register) => register.schools)
  const nowMs = useSecond() * 1000
  const [chosen, setChosen] = useState<string[]>([])
  const [minutes, setMinutes] = useState<number>(30)
  const [toldAt, setToldAt] = useState(() => toLocalInput(serverNow(useLink.getState())).slice(0, 16))
  const [isSending, setSending] = useState(false)
  const begin = async (form: FormData) => {
    const said: string[] = []
    const left: string[] = []
    for (const schoolId of chosen) {
      const name = schools.get(schoolId)?.name ?? schoolId
      if (open.some((one) => one.kind === 'drill' && one.schoolId === schoolId)) {
        said.push(d.already(name))
        continue
      }
      try {
        await openExercise({
          kind: 'drill',
          schoolId,
          minutes,
          policeNotifiedBy: String(form.get('notifiedBy')),
          policeNotifiedAt: fromLocalInput(toldAt),
          reason: String(form.get('reason')),
        })
      } catch (error) {
        const words = why(error, d)
        said.push(words === null ? d.unsure(name) : d.refused(name, words))
        left.push(schoolId)
      }
    }
    const begun = chosen.length - said.length
    setChosen(left)
    onSaid([...(begun > 0 ? [d.started(begun)] : []), ...said].join(comma()))
    await refreshExercises()
  }
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (chosen.length === 0) return onSaid(d.noSchool)
    setSending(true)
    onSaid('')
    void begin(new FormData(event.currentTarget)).finally(() => setSending(false))
  }
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <h3>{d.start}</h3>
      <SchoolPick chosen={chosen} onChosen={setChosen} />
      <label className={controls.field}>
        {d.reason}
        <input name="reason" required maxLength={200} placeholder={d.reasonHint} autoComplete="off" />
      </label>
      <div className={styles.row}>
        <label className={controls.field}>
          {d.minutes}
          <select value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
            {MINUTES.map((n) => (
              <option key={n} value={n}>
                {d.minutesOf(n)}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {d.notifiedBy}
          <input name="notifiedBy" required maxLength={100} autoComplete="off" />
        </label>
        <MomentField label={d.notifiedAt} required value={toldAt} onChange={setToldAt} />
      </div>
      <p className={keyStyles.lead}>
        {d.endsAt(momentText(new Date(nowMs + minutes * 60_000).toISOString(), nowMs))} {d.rule}
      </p>
      <button type="submit" className={controls.primary} disabled={isSending}>
        {isSending ? d.sending : d.submit}
      </button>
    </form>
  )
}

/** Drills and tests that the server has open, and the shift leader's form to begin and end a drill (R17). */
export function DrillPanel({ session, onClose }: { session: Session; onClose: () => void }) {
  const d = useDrillText()
  const { items, failed } = useExercises()
  const nowMs = useSecond() * 1000
  const [said, setSaid] = useState('')
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    void refreshExercises()
  }, [])
  const open = stillOpen(items, nowMs)
  const mayOpen = holds(session, 'exercise:open')
  return (
    <dialog ref={dialog} className={`${keyStyles.dialog} ${styles.panel}`} aria-label={d.title} onClose={onClose}>
      <h2>{d.title}</h2>
      <p className={keyStyles.lead}>{d.lead}</p>
      {failed ? <p role="status">{d.failed}</p> : open.length === 0 && <p>{d.none}</p>}
      {open.length > 0 && <OpenOnes open={open} mayEnd={mayOpen} onSaid={setSaid} />}
      {mayOpen ? <BeginForm open={open} onSaid={setSaid} /> : <p className={keyStyles.lead}>{d.readOnly}</p>}
      <p role="status" className={styles.said}>
        {said}
      </p>
      <button type="button" className={controls.button} onClick={() => dialog.current?.close()}>
        {d.close}
      </button>
    </dialog>
  )
}
