import { useEffect, useRef } from 'react'
import { DeviceState } from '#contracts/device.ts'
import { deviceMark } from '../../map/device-mark.ts'
import { AlarmSymbol } from '../../ui/AlarmSymbol.tsx'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import type { SymbolSource } from '../../ui/symbol.ts'
import { ThemeSwitch } from '../../ui/ThemeSwitch.tsx'
import { useTheme } from '../../ui/theme.ts'
import { ChatteringMark, StandingMark } from '../control-room/StandingMarks.tsx'
import styles from './Legend.module.css'
import { useLegendText } from './text.ts'

const LOOKS = {
  unacknowledged: { state: 'new', unacknowledged: true, shelvedUntil: null },
  acknowledged: { state: 'acknowledged', unacknowledged: false, shelvedUntil: null },
  handled: { state: 'dispatched', unacknowledged: false, shelvedUntil: null },
  resolved: { state: 'resolved', unacknowledged: false, shelvedUntil: null },
  shelved: { state: 'acknowledged', unacknowledged: false, shelvedUntil: '2026-03-02T00:00:00.000Z' },
} as const satisfies Record<string, Pick<SymbolSource, 'state' | 'unacknowledged' | 'shelvedUntil'>>
const LOOK_NAMES = Object.keys(LOOKS) as (keyof typeof LOOKS)[]
const PRIORITIES = [1, 2, 3, 4] as const
const PLAIN = { ...LOOKS.unacknowledged, priority: 1, exercise: null, late: false } as const

const MARK_PX = 34

/** A device's mark, drawn by the map's own pen. */
function DeviceSymbol({ state, square }: { state: DeviceState; square: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
    context.setTransform(2, 0, 0, 2, 0, 0)
    context.clearRect(0, 0, MARK_PX, MARK_PX)
    const colours = { mark: token(square ? '--button' : '--camera'), off: token('--camera-off'), ground: token('--map-ground') }
    deviceMark(context, { x: MARK_PX / 2, y: MARK_PX / 2, size: 6, state, square }, colours)
  }, [state, square])
  return <canvas ref={canvas} className={styles.mark} width={MARK_PX * 2} height={MARK_PX * 2} />
}

/** Every state that the screens show, drawn by the code that the screens draw with. */
export function Legend() {
  const t = useLegendText()
  const theme = useTheme((look) => look.theme) // its tokens are what the marks are drawn with
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
        <ThemeSwitch />
        <LanguageSwitch />
        <a href="/">{t.back}</a>
      </header>
      <section className={styles.wide}>
        <h2>{t.alarms}</h2>
        <p className={styles.lead}>{t.alarmsLead}</p>
        <table className={styles.alarms}>
          <thead>
            <tr>
              <td />
              {LOOK_NAMES.map((look) => (
                <th key={look} scope="col">
                  {t.looks[look]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PRIORITIES.map((priority) => (
              <tr key={priority}>
                <th scope="row">{t.priority[priority]}</th>
                {LOOK_NAMES.map((look) => (
                  <td key={look}>
                    {(look !== 'shelved' || priority > 1) && <AlarmSymbol alarm={{ ...PLAIN, ...LOOKS[look], priority }} size={48} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section>
        <h2>{t.marks}</h2>
        <ul className={styles.list}>
          <li>
            <AlarmSymbol alarm={{ ...PLAIN, ...LOOKS.acknowledged, exercise: 'drill' }} size={44} />
            {t.drill}
          </li>
          <li>
            <AlarmSymbol alarm={{ ...PLAIN, ...LOOKS.acknowledged, late: true }} size={44} />
            {t.late}
          </li>
          <li>
            <span className={styles.inexact}>
              <AlarmSymbol alarm={PLAIN} size={30} />
            </span>
            {t.inexact}
          </li>
          <li>{t.again}</li>
          <li>
            <ChatteringMark />
            {t.chattering}
          </li>
          <li>
            <StandingMark />
            {t.standing}
          </li>
          <li>{t.flood}</li>
          <li>{t.mute}</li>
          <li>{t.shelved}</li>
        </ul>
      </section>
      <section>
        <h2>{t.devices}</h2>
        <table className={styles.devices}>
          <thead>
            <tr>
              <td />
              <th scope="col">{t.cameras}</th>
              <th scope="col">{t.buttons}</th>
            </tr>
          </thead>
          <tbody>
            {DeviceState.options.map((state) => (
              <tr key={state}>
                <th scope="row">{t.deviceState[state]}</th>
                <td>
                  <DeviceSymbol key={theme} state={state} square={false} />
                </td>
                <td>
                  <DeviceSymbol key={theme} state={state} square />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className={styles.lead}>{t.unable}</p>
      </section>
      <section>
        <h2>{t.link}</h2>
        <ul className={styles.list}>
          <li>
            <span className={styles.well} aria-hidden="true" />
            {t.live}
          </li>
          <li>
            <span className={styles.fault} aria-hidden="true" />
            {t.fault}
          </li>
          <li>
            <span className={styles.stale} aria-hidden="true" />
            {t.stale}
          </li>
          <li>
            <span className={styles.stale} aria-hidden="true" />
            {t.deaf}
          </li>
        </ul>
      </section>
      <section>
        <h2>{t.map}</h2>
        <ul className={styles.list}>
          <li>
            <span className={styles.zone} aria-hidden="true" />
            {t.zone}
          </li>
          <li>
            <span className={styles.campus} aria-hidden="true" />
            {t.campus}
          </li>
        </ul>
      </section>
      <section>
        <h2>{t.people}</h2>
        <ul className={styles.list}>
          <li>{t.seen}</li>
          <li>{t.has}</li>
          <li>{t.going}</li>
        </ul>
      </section>
      <section>
        <h2>{t.sound}</h2>
        <ul className={styles.list}>
          {Object.values(t.sounds).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </section>
    </main>
  )
}
