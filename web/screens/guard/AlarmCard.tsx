import type { Alarm } from '#contracts/alarm.ts'
import type { LngLat } from '#contracts/time.ts'
import { step } from '#domain/alarm.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import { ageText } from '../../ui/time.ts'
import { CampusPlan } from './CampusPlan.tsx'
import styles from './Guard.module.css'
import { ScenePictures } from './ScenePictures.tsx'
import { Steps } from './Steps.tsx'
import { type Sending, say, useSendings } from './sendings.ts'
import { placeOf, useSite, useSiteSchool } from './site.ts'
import { useGuardText } from './text.ts'
import { useWords } from './words.ts'

interface Props {
  alarm: Alarm
  by: string
  schoolName: string
  me: LngLat | null
}

const saidOf = (sendings: readonly Sending[], alarm: Alarm): Sending[] => sendings.filter(({ alarmId }) => alarmId === alarm.id)

/** What became of the latest thing said; 未送达 is said elsewhere, above everything. */
function Latest({ said }: { said: readonly Sending[] }) {
  const g = useGuardText()
  const words = useWords()
  const last = said[said.length - 1]
  if (!last) return null
  if (last.state === 'refused')
    return (
      <p role="alert" className={styles.refused}>
        {g.refused(words.said(last.word), last.detail)}
      </p>
    )
  return (
    <p role="status" className={last.state === 'delivered' ? styles.sent : styles.underway}>
      {last.state === 'delivered' ? `✓ ${words.delivered(last.word)}` : g.sending}
    </p>
  )
}

/** The two answers, and then the arrival: one thumb, far apart, at the same place. */
function Answers({ alarm, by, said }: { alarm: Alarm; by: string; said: readonly Sending[] }) {
  const g = useGuardText()
  const answers = said.filter(({ word, state }) => (word === 'going' || word === 'cannot') && state === 'delivered')
  const answer = answers[answers.length - 1]?.word
  const hasArrived = said.some(({ word, state }) => word === 'arrived' && state !== 'refused')
  if (hasArrived || !step(alarm, 'arrive').ok) return null
  return (
    <div className={styles.answers}>
      {answer === 'going' ? (
        <button type="button" className={styles.go} onClick={() => say({ word: 'arrived', alarm, by })}>
          {g.arrived}
        </button>
      ) : (
        <button type="button" className={styles.go} onClick={() => say({ word: 'going', alarm, by })}>
          {g.going}
        </button>
      )}
      <button type="button" className={styles.cannot} aria-pressed={answer === 'cannot'} onClick={() => say({ word: 'cannot', alarm, by })}>
        {g.cannot}
      </button>
    </div>
  )
}

function CallControlRoom() {
  const g = useGuardText()
  const phone = useSite(({ site }) => site?.controlRoomPhone ?? null)
  if (phone === null) return null
  return (
    <a className={styles.callRoom} href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
      {g.callControlRoom} <b>{phone}</b>
    </a>
  )
}

/** An alarm for a guard: what, where, since when, the two answers, the plan; and for whoever pressed it, what became of the press. */
export function AlarmCard({ alarm, by, schoolName, me }: Props) {
  const t = useText()
  const g = useGuardText()
  const school = useSiteSchool(alarm.schoolId)
  const said = saidOf(
    useSendings((state) => state.sendings),
    alarm,
  )
  const isMine = alarm.raisedBy === by
  const place = alarm.raisedBy === null ? placeOf(alarm, school) || g.noPlace : t.alarm.sos(alarm.raisedBy)
  const delay = alarm.late && alarm.deviceTime ? Date.parse(alarm.receivedAt) - Date.parse(alarm.deviceTime) : null
  return (
    <section className={styles.card}>
      <header>
        <AlarmSymbol alarm={alarm} size={56} />
        <div>
          <p className={styles.kind}>
            {t.kind[alarm.kind]}
            {alarm.exercise && <span className={styles.exercise}>{t.exercise[alarm.exercise]}</span>}
            {alarm.late && ` · ${t.alarm.late}`}
          </p>
          <h1>{isMine ? g.mine : place}</h1>
          <p className={styles.school}>{schoolName}</p>
        </div>
        <p className={styles.when}>
          <Age at={alarm.receivedAt} />
          {alarm.count > 1 && <small>{t.alarm.times(alarm.count)}</small>}
        </p>
      </header>
      {isMine && delay !== null && <p>{g.mineLate(ageText(delay, t.time))}</p>}
      {!isMine && <Answers alarm={alarm} by={by} said={said} />}
      <Latest said={said} />
      <Steps alarm={alarm} />
      {isMine && <ScenePictures alarm={alarm} by={by} said={said} title={g.mineHint} />}
      <CampusPlan alarm={alarm} me={me} />
      {!isMine && <ScenePictures alarm={alarm} by={by} said={said} title={g.sceneTitle} />}
      <CallControlRoom />
    </section>
  )
}
