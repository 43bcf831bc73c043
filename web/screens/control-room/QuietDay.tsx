import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import styles from './QuietDay.module.css'

/** Nothing is selected: how the district stands, in figures that the screen itself can count. */
export function QuietDay({ open }: { open: number }) {
  const t = useText()
  const { schools, buttons, cameras, cameraRevision } = useRegister()
  const online = (devices: ReadonlyMap<string, { state: string }>) => {
    let n = 0
    for (const { state } of devices.values()) if (state === 'online') n++
    return n
  }
  const figures: [string, string][] = [
    [t.detail.open, String(open)],
    [t.detail.schools, String(schools.size)],
    [t.detail.buttons, t.detail.of(online(buttons), buttons.size)],
    [t.detail.cameras, cameraRevision > 0 ? t.detail.of(online(cameras), cameras.size) : '…'],
  ]
  return (
    <section className={styles.quiet} aria-label={t.detail.label}>
      <h2>{t.detail.empty}</h2>
      <p>{t.detail.emptyHint}</p>
      <dl>
        {figures.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
