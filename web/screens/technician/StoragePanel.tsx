import { useEffect, useState } from 'react'
import type { StorageUse } from '#contracts/storage.ts'
import { readStorage } from '../../api/technician.ts'
import { sizeText } from './fault-words.ts'
import styles from './StoragePanel.module.css'
import { type TechnicianText, useTechnicianText } from './text.ts'

const EVERY_MS = 60_000

/** Disk use per day, with the day on which it would be full. */
export function StoragePanel() {
  const t = useTechnicianText()
  const [use, setUse] = useState<StorageUse | null>(null)
  useEffect(() => {
    let alive = true
    const read = () =>
      readStorage().then(
        (answer) => alive && setUse(answer),
        () => {}, // the next reading comes in a minute; the page says that there is no network
      )
    const timer = setInterval(() => void read(), EVERY_MS)
    void read()
    return () => {
      alive = false
      clearInterval(timer)
    }
  }, [])
  if (!use) return null
  const most = Math.max(1, ...use.days.map(({ bytes }) => bytes))
  const full = use.fullOn ?? (use.bytesPerDay === null ? t.storage.few : use.capacityBytes === null ? t.storage.unknown : t.storage.never)
  return (
    <section className={styles.storage}>
      <dl className={styles.figures}>
        <div>
          <dt>{t.storage.total}</dt>
          <dd>{sizeText(use.bytes)}</dd>
          {use.capacityBytes !== null && <small>{t.storage.capacity(sizeText(use.capacityBytes))}</small>}
        </div>
        <div>
          <dt>{t.storage.perDay}</dt>
          <dd>{use.bytesPerDay === null ? '—' : sizeText(use.bytesPerDay)}</dd>
        </div>
        <div>
          <dt>{t.storage.full}</dt>
          <dd className={styles.words}>{full}</dd>
        </div>
      </dl>
      <h2>{t.storage.days}</h2>
      <ol className={styles.bars}>
        {use.days.map(({ day, bytes }) => (
          <li key={day}>
            <span>{day.slice(5)}</span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect width={(bytes / most) * 100} height="10" fill="#8ba0b4" />
            </svg>
            <b>{sizeText(bytes)}</b>
          </li>
        ))}
      </ol>
      <h2>{t.storage.tables}</h2>
      <table className={styles.tables}>
        <thead>
          <tr>
            <th scope="col">{t.storage.table}</th>
            <th scope="col">{t.storage.size}</th>
            <th scope="col">{t.storage.keep}</th>
          </tr>
        </thead>
        <tbody>
          {use.tables.map(({ name, bytes, keep }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>{sizeText(bytes)}</td>
              <td>{keepText(keep, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** `P730D` in words. */
function keepText(keep: string | null, { storage }: TechnicianText): string {
  if (keep === null) return storage.keepForever
  return storage.keepDays(/^P(\d+)D$/.exec(keep)?.[1] ?? keep)
}
