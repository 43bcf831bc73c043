import type { Alarm } from '#contracts/alarm.ts'
import type { LngLat } from '#contracts/time.ts'
import { useText } from '../../i18n/text.ts'
import { Age } from '../../live/Age.tsx'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import { ageText } from '../../ui/time.ts'
import styles from './AlarmCard.module.css'
import { CampusPlan } from './CampusPlan.tsx'
import { answersOf, headingOf, outcomeOf } from './card.ts'
import pageStyles from './Page.module.css'
import { ScenePhotos } from './ScenePhotos.tsx'
import { ScenePictures } from './ScenePictures.tsx'
import { Steps } from './Steps.tsx'
import { type Sending, saidOf, saidSinceCall, say, useSendings } from './sendings.ts'
import { useSite, useSiteSchool } from './site.ts'
import { hrefOf } from './telephones.ts'
import { useGuardText } from './text.ts'
import { useWords } from './words.ts'

interface Props {
  alarm: Alarm
  by: string
  schoolName: string
  me: LngLat | null
}

function Latest({ said }: { said: readonly Sending[] }) {
  const outcome = outcomeOf(said, useWords(), useGuardText())
  if (!outcome) return null
  const look = { refused: pageStyles.refused, delivered: styles.sent, waiting: styles.underway }[outcome.state]
  return (
    <p role={outcome.state === 'refused' ? 'alert' : 'status'} className={look}>
      {outcome.words}
    </p>
  )
}

/** The two answers, and then the arrival: one thumb, far apart, at the same place. */
function Answers({ alarm, by, said }: { alarm: Alarm; by: string; said: readonly Sending[] }) {
  const g = useGuardText()
  const answers = answersOf(alarm, said)
  if (!answers) return null
  const { first, saidCannot } = answers
  return (
    <div className={styles.answers}>
      <button type="button" data-answer="first" className={styles.go} onClick={() => say({ word: first, alarm, by })}>
        {g[first]}
      </button>
      <button
        type="button"
        data-answer="cannot"
        className={styles.cannot}
        aria-pressed={saidCannot}
        onClick={() => say({ word: 'cannot', alarm, by })}
      >
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
    <a className={styles.callRoom} href={hrefOf(phone)}>
      {g.callControlRoom} <b>{phone}</b>
    </a>
  )
}

/** An alarm for a guard: what, where, since when, the two answers, the plan; and for whoever pressed it, what became of the press. */
export function AlarmCard({ alarm, by, schoolName, me }: Props) {
  const t = useText()
  const g = useGuardText()
  const school = useSiteSchool(alarm.schoolId)
  const sendings = useSendings((state) => state.sendings)
  const said = saidOf(sendings, alarm)
  const sinceCall = saidSinceCall(sendings, alarm)
  const isMine = alarm.raisedBy === by
  const hasArrived = alarm.arrivedAt !== null || said.some(({ word, state }) => word === 'arrived' && state !== 'refused')
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
          <h1>{headingOf(alarm, by, school, t, g)}</h1>
          <p className={styles.school} dir="auto">
            {schoolName}
          </p>
        </div>
        <p className={styles.when}>
          <Age at={alarm.receivedAt} />
          {alarm.count > 1 && <small>{t.alarm.times(alarm.count)}</small>}
        </p>
      </header>
      {isMine && delay !== null && <p>{g.mineLate(ageText(delay, t.time))}</p>}
      {!isMine && <Answers alarm={alarm} by={by} said={sinceCall} />}
      <Latest said={sinceCall} />
      {hasArrived && <ScenePhotos alarm={alarm} by={by} said={said} />}
      {hasArrived && <CallControlRoom />}
      <Steps alarm={alarm} />
      {isMine && <ScenePictures alarm={alarm} by={by} said={said} title={g.mineHint} />}
      <CampusPlan alarm={alarm} me={me} />
      {!isMine && <ScenePictures alarm={alarm} by={by} said={said} title={g.sceneTitle} />}
      {!hasArrived && <CallControlRoom />}
    </section>
  )
}
