import type { Session } from '#contracts/session.ts'
import { probeAge } from '#domain/pulse-watch.ts'
import { isShelved } from '#domain/shelf.ts'
import { type Text, useText } from '../../i18n/text.ts'
import { useOpenAlarms } from '../../live/board.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useLongestMute } from '../../live/mute.ts'
import { isWall } from '../../live/shown.ts'
import { useOtherTabs } from '../../live/tabs.ts'
import { useTalkSeconds } from '../../live/talk.ts'
import { useUpgrade } from '../../live/upgrade.ts'
import controls from '../../ui/controls.module.css'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { SignOut } from '../../ui/SignOut.tsx'
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx'
import { ageText, clockText } from '../../ui/time.ts'
import styles from './ChainStrip.module.css'
import { SchoolSearch } from './SchoolSearch.tsx'
import { useShelfText } from './shelf-text.ts'
import { type RoomText, useRoomText } from './text.ts'
import { useAbility } from './use-ability.ts'
import { useHearingState } from './use-sound.ts'

function Fact({ ok, hint, children }: { ok: boolean; hint?: string; children: string }) {
  return (
    <span className={styles.fact} data-ok={ok} title={hint}>
      {children}
    </span>
  )
}

/** Said only when it is bad, ms. */
const LAG = { loopMs: 500, ladderMs: 3_000 } as const

function Chain() {
  const t = useText()
  const room = useRoomText()
  const link = useLink()
  if (!link.pulse) return <span className={styles.fact}>{t.strip.connecting}</span>
  const age = probeAge(link)
  // Without a pulse nobody knows how the rest stands; an old 正常 would be believed.
  const silent = link.faults.includes('noPulse') || link.faults.includes('offline')
  const { gateway, database, backlog, brokerDrops, loopLagMs, escalationLagMs } = link.pulse
  return (
    <>
      <Fact ok={!link.faults.includes('probe') && !silent}>
        {age === null ? t.strip.probeNone : t.strip.probeAge((age / 1000).toFixed(1))}
      </Fact>
      <Fact ok={gateway && !silent}>{t.strip.gateway(silent ? null : gateway)}</Fact>
      <Fact ok={database && !silent}>{t.strip.database(silent ? null : database)}</Fact>
      {!silent && <Fact ok={backlog < 1000}>{t.strip.backlog(backlog)}</Fact>}
      {!silent && brokerDrops !== null && <Fact ok={brokerDrops === 0}>{room.chain.drops(brokerDrops)}</Fact>}
      {!silent && loopLagMs > LAG.loopMs && <Fact ok={false}>{room.chain.loopLag((loopLagMs / 1000).toFixed(1))}</Fact>}
      {!silent && escalationLagMs > LAG.ladderMs && <Fact ok={false}>{room.chain.ladderLag(ageText(escalationLagMs, t.time))}</Fact>}
    </>
  )
}

/** What is put aside, silent or lowered now, with the time that is left. */
function Muted() {
  const room = useRoomText()
  const open = useOpenAlarms()
  const seconds = useLongestMute(open)
  const shelved = open.filter(isShelved).length
  const shelf = useShelfText()
  const lowered = useTalkSeconds()
  return (
    <>
      {shelved > 0 && <Fact ok={false}>{shelf.count(shelved)}</Fact>}
      {seconds > 0 && <Fact ok={false}>{room.mute.muted(seconds)}</Fact>}
      {lowered > 0 && <Fact ok={false}>{room.talk.lowered(lowered)}</Fact>}
    </>
  )
}

const SKEW_LIMIT_MS = 10_000 // norms: server and desk differ by 10 s at most

/** What is not as it should be on this machine, each in a word with its hint; nothing on a good one. */
function Machine() {
  const t = useText()
  const room = useRoomText()
  const skew = useLink(({ clockSkewMs }) => (Math.abs(clockSkewMs) > SKEW_LIMIT_MS ? Math.round(clockSkewMs / 1000) : 0))
  const polling = useLink((link) => link.transport === 'polling' && link.connected)
  const others = useOtherTabs((tabs) => tabs.others)
  const upgrade = useUpgrade((state) => state.pending)
  return (
    <>
      {skew !== 0 && (
        <Fact ok={false} hint={room.chain.clockHint}>
          {room.chain.clock(ageText(Math.abs(skew) * 1000, t.time), skew > 0)}
        </Fact>
      )}
      {polling && (
        <Fact ok={false} hint={room.chain.pollingHint}>
          {room.chain.polling}
        </Fact>
      )}
      {others > 0 && (
        <Fact ok hint={room.chain.tabsHint}>
          {room.chain.tabs(others)}
        </Fact>
      )}
      {upgrade && (
        <button type="button" className={styles.sound} title={room.chain.upgradeHint} onClick={() => location.reload()}>
          {room.chain.upgrade}
        </button>
      )}
    </>
  )
}

function Clock() {
  const now = useLink((link) => clockText(serverNow(link)))
  return <time className={styles.clock}>{now}</time>
}

type SoundFault = NonNullable<ReturnType<typeof useHearingState>['fault']>
const SOUND_WORDS: Record<SoundFault, (t: Text, room: RoomText) => string> = {
  blocked: (_, room) => room.sound.confirm,
  confirm: (_, room) => room.sound.confirm,
  noDevice: (_, room) => room.sound.noDevice,
  stalled: (_, room) => room.sound.stalled,
  missing: (t) => t.strip.soundMissing,
}

interface Props {
  session: Session
  stale: boolean
  onSchool: (schoolId: string) => void
  onHelp: () => void
  onUnable: () => void
  onSound: () => void
}

/** The chain from button to screen in one line; red as a whole when the picture is not live. */
export function ChainStrip({ session, stale, onSchool, onHelp, onUnable, onSound }: Props) {
  const t = useText()
  const unable = useAbility()?.unable.length
  const room = useRoomText()
  const hearing = useHearingState(session.user.username)
  return (
    <header className={styles.strip} data-red={stale || (hearing.fault !== null && !isWall())}>
      <h1 className={styles.name}>{t.app.name}</h1>
      <div data-desk>
        <SchoolSearch onSchool={onSchool} />
      </div>
      <section className={styles.chain} aria-label={t.strip.label}>
        {unable !== undefined && (
          <button type="button" className={styles.unable} data-ok={unable === 0} onClick={onUnable}>
            {t.strip.unable(unable)}
          </button>
        )}
        <Chain />
        <Machine />
        <Muted />
        <button type="button" data-desk className={hearing.fault ? styles.blocked : styles.sound} onClick={onSound}>
          {hearing.fault ? SOUND_WORDS[hearing.fault](t, room) : room.sound.on}
          <KeyCap>V</KeyCap>
        </button>
      </section>
      <div className={styles.person}>
        <div className={styles.desk} data-desk>
          <button type="button" className={controls.quiet} aria-label={t.strip.keys} onClick={onHelp}>
            ?
          </button>
          <span className={styles.looks}>
            <ThemeSwitch />
            <LanguageSwitch />
          </span>
          <span className={styles.who} title={t.role[session.role]}>
            <bdi>{session.user.name}</bdi>
            <span className={styles.role}> · {t.role[session.role]}</span>
          </span>
          <SignOut className={controls.quiet}>{t.strip.signOut}</SignOut>
        </div>
        <Clock />
      </div>
    </header>
  )
}
