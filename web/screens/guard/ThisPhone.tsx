import { comma, useText } from '../../i18n/text.ts'
import { useLink } from '../../live/link.ts'
import { unlockSound, useSound } from '../../live/sound.ts'
import { keepsData } from '../../live/storage.ts'
import { ageText } from '../../ui/time.ts'
import { askNotices, type Facility, useFacilities } from './facilities.ts'
import { askPlace, usePlace } from './place.ts'
import styles from './ThisPhone.module.css'
import { useGuardText } from './text.ts'
import { useTypeSize } from './type-size.ts'

interface Row {
  name: string
  state: Facility
  hint: string
  turnOn?: (() => void) | undefined
}

/** Everything a browser may have or lack, with what the lack means. */
function useRows(): Row[] {
  const g = useGuardText()
  const { facility: name, facilityHint: hint } = g
  const { notice, wake, vibrate, offline } = useFacilities()
  const sound = useSound((state) => state.state)
  const place = usePlace((state) => state.permission)
  const transport = useLink((link) => link.transport)
  const placeState: Facility = ({ granted: 'ok', denied: 'denied', prompt: 'off', missing: 'no' } as const)[place]
  return [
    {
      name: name.sound,
      state: sound === 'on' ? 'ok' : sound === 'blocked' ? 'off' : 'no',
      hint: sound === 'blocked' ? hint.soundOff : '',
      turnOn: sound === 'blocked' ? unlockSound : undefined,
    },
    {
      name: name.notice,
      state: notice,
      hint: notice === 'no' ? hint.noticeNo : notice === 'denied' ? hint.noticeDenied : '',
      turnOn: notice === 'off' ? () => void askNotices() : undefined,
    },
    { name: name.wake, state: wake, hint: wake === 'no' ? hint.wakeNo : wake === 'off' ? hint.wakeOff : '' },
    { name: name.vibrate, state: vibrate, hint: vibrate === 'no' ? hint.vibrateNo : '' },
    { name: name.offline, state: offline, hint: offline === 'no' ? hint.offlineNo : offline === 'off' ? hint.offlineOff : '' },
    { name: name.storage, state: keepsData ? 'ok' : 'no', hint: keepsData ? '' : hint.storageNo },
    {
      name: name.place,
      state: placeState,
      hint: place === 'missing' ? hint.placeNo : place === 'denied' ? hint.placeDenied : place === 'prompt' ? hint.placeOff : '',
      turnOn: place === 'prompt' ? askPlace : undefined,
    },
    {
      name: name.websocket,
      state: transport === 'polling' ? 'no' : transport === null ? 'off' : 'ok',
      hint: transport === 'polling' ? hint.websocketNo : '',
    },
  ]
}

const MARK: Record<Facility, string> = { ok: '✓', off: '○', denied: '✕', no: '✕' }
const CLOCK_LIMIT_MS = 120_000

/** 本机: what this phone has and lacks, said before it is needed. */
export function ThisPhone() {
  const t = useText()
  const g = useGuardText()
  const rows = useRows()
  const { large, setLarge } = useTypeSize()
  const offset = useLink((link) => link.serverOffsetMs)
  const skew = offset === null ? 0 : Math.abs(performance.now() + offset - Date.now())
  const lacking = rows.filter(({ state }) => state !== 'ok').map(({ name }) => name)
  return (
    <details className={styles.phone}>
      <summary>
        {g.device}
        <small>{lacking.length === 0 ? '✓' : `✕ ${lacking.join(comma())}`}</small>
      </summary>
      <p>{g.deviceIntro}</p>
      {skew > CLOCK_LIMIT_MS && <p className={styles.clock}>{g.clockWrong(ageText(skew, t.time))}</p>}
      <ul>
        {rows.map(({ name, state, hint, turnOn }) => (
          <li key={name} data-state={state}>
            <b>
              {MARK[state]} {name}
            </b>
            <span>
              {state === 'denied' ? g.lack.no : g.lack[state]}
              {hint && ` · ${hint}`}
            </span>
            {turnOn && (
              <button type="button" className={styles.turnOn} onClick={turnOn}>
                {g.turnOn}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className={styles.turnOn} onClick={() => setLarge(!large)}>
        {large ? g.normal : g.large}
      </button>
    </details>
  )
}
