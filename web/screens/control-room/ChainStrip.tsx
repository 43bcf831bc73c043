import type { Session } from '#contracts/session.ts'
import { probeAge } from '#domain/pulse-watch.ts'
import { useText } from '../../i18n/text.ts'
import { useOpenAlarms } from '../../live/board.ts'
import { serverNow, useLink } from '../../live/link.ts'
import { useLongestMute } from '../../live/mute.ts'
import { endSession } from '../../live/session.ts'
import { unlockSound, useSound } from '../../live/sound.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { clockText } from '../../ui/time.ts'
import styles from './ChainStrip.module.css'
import { SchoolSearch } from './SchoolSearch.tsx'
import { useRoomText } from './text.ts'
import { useAbility } from './use-ability.ts'

function Fact({ ok, children }: { ok: boolean; children: string }) {
  return (
    <span className={styles.fact} data-ok={ok}>
      {children}
    </span>
  )
}

function Chain() {
  const t = useText()
  const link = useLink()
  if (!link.pulse) return <span className={styles.fact}>{t.strip.connecting}</span>
  const age = probeAge(link)
  // Without a pulse nobody knows how the rest stands; an old 正常 would be believed.
  const silent = link.faults.includes('noPulse') || link.faults.includes('offline')
  const { gateway, database, backlog } = link.pulse
  return (
    <>
      <Fact ok={!link.faults.includes('probe') && !silent}>
        {age === null ? t.strip.probeNone : t.strip.probeAge((age / 1000).toFixed(1))}
      </Fact>
      <Fact ok={gateway && !silent}>{t.strip.gateway(silent ? null : gateway)}</Fact>
      <Fact ok={database && !silent}>{t.strip.database(silent ? null : database)}</Fact>
      {!silent && <Fact ok={backlog < 1000}>{t.strip.backlog(backlog)}</Fact>}
    </>
  )
}

/** What is silent now, with the time that is left. */
function Muted() {
  const room = useRoomText()
  const seconds = useLongestMute(useOpenAlarms())
  return seconds > 0 ? <Fact ok={false}>{room.mute.muted(seconds)}</Fact> : null
}

function Clock() {
  const now = useLink((link) => clockText(serverNow(link)))
  return <time className={styles.clock}>{now}</time>
}

interface Props {
  session: Session
  stale: boolean
  onSchool: (schoolId: string) => void
  onHelp: () => void
  onUnable: () => void
}

/** The chain from button to screen in one line; red as a whole when the picture is not live. */
export function ChainStrip({ session, stale, onSchool, onHelp, onUnable }: Props) {
  const t = useText()
  const unable = useAbility()?.unable.length
  const sound = useSound((state) => state.state)
  return (
    <header className={styles.strip} data-stale={stale}>
      <h1 className={styles.name}>{t.app.name}</h1>
      <SchoolSearch onSchool={onSchool} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; these are readings */}
      <div className={styles.chain} role="group" aria-label={t.strip.label}>
        {unable !== undefined && (
          <button type="button" className={styles.unable} data-ok={unable === 0} onClick={onUnable}>
            {t.strip.unable(unable)}
          </button>
        )}
        <Chain />
        <Muted />
        {sound === 'on' ? (
          <span className={styles.fact} data-ok>
            {t.strip.sound}
          </span>
        ) : (
          <button type="button" className={styles.blocked} onClick={unlockSound} disabled={sound === 'missing'}>
            {sound === 'missing' ? t.strip.soundMissing : t.strip.soundBlocked}
          </button>
        )}
      </div>
      <div className={styles.person}>
        <button type="button" className={controls.quiet} aria-label={t.strip.keys} onClick={onHelp}>
          ?
        </button>
        <LanguageSwitch />
        <span title={t.role[session.role]}>
          {session.user.name} · {t.role[session.role]}
        </span>
        <button type="button" className={controls.quiet} onClick={() => void endSession()}>
          {t.strip.signOut}
        </button>
        <Clock />
      </div>
    </header>
  )
}
