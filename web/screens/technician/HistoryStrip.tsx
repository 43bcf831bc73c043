import { useEffect, useState } from 'react'
import type { DeviceHistory } from '#contracts/availability.ts'
import { readHistory } from '../../api/technician.ts'
import { momentText } from '../../ui/time.ts'
import styles from './HistoryStrip.module.css'
import { useTechnicianText } from './text.ts'

const WIDTH = 900
const HEIGHT = 40

/** 90 days of one device as a strip: grey is well; what was not stands out by form as well as colour. */
export function HistoryStrip({ deviceId, offline = false }: { deviceId: string; offline?: boolean }) {
  const t = useTechnicianText()
  const [history, setHistory] = useState<DeviceHistory | null>(null)
  useEffect(() => {
    if (offline) return
    let alive = true
    readHistory(deviceId).then(
      (read) => alive && setHistory(read),
      () => {}, // the page says that there is no network, and the strip what it lacks
    )
    return () => {
      alive = false
    }
  }, [deviceId, offline])
  if (!history || history.deviceId !== deviceId) return <p className={styles.strip}>{offline && t.historyUnread}</p>
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)]
  const x = (at: number) => ((Math.max(from, Math.min(to, at)) - from) / (to - from)) * WIDTH
  return (
    <figure className={styles.history}>
      <figcaption>
        <b>{t.history}</b>
        {history.availability !== null && <span>{t.historyShare(`${history.availability.toFixed(2)} %`)}</span>}
      </figcaption>
      <svg className={styles.strip} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t.history}>
        <defs>
          <pattern id="unheard" width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="2" cy="2" r="1" fill="#8a95a0" />
          </pattern>
          <pattern id="in-hand" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="8" fill="#0b57b0" />
          </pattern>
        </defs>
        <rect width={WIDTH} height={HEIGHT} fill="#f3f5f7" />
        {history.intervals.map(({ state, since, until }) => {
          const left = x(Date.parse(since))
          const width = Math.max(state === 'online' ? 0 : 1.5, x(until === null ? to : Date.parse(until)) - left)
          const low = state === 'offline' ? 0 : 12
          return (
            <rect key={since} x={left} y={low} width={width} height={HEIGHT - low} fill={FILL[state]}>
              <title>{`${t.states[state]} ${momentText(since, 0)}`}</title>
            </rect>
          )
        })}
      </svg>
      <ul className={styles.legend}>
        {(['online', 'offline', 'unknown', 'maintenance'] as const).map((state) => (
          <li key={state}>
            <svg width="14" height="14" aria-hidden="true">
              <rect y={state === 'offline' ? 0 : 4} width="14" height="14" fill={FILL[state]} />
            </svg>
            {t.states[state]}
          </li>
        ))}
      </ul>
    </figure>
  )
}

const FILL = { online: '#c9d3dc', offline: '#b3261e', unknown: 'url(#unheard)', maintenance: 'url(#in-hand)' } as const
