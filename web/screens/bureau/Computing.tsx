import type { Computing as Progress } from '#contracts/measure.ts'
import styles from './Bureau.module.css'
import { useBureauText } from './text.ts'

/** How often a page of figures asks again, ms: soon while they are being computed. */
export const figuresEvery = (value: { computing: Progress | null } | null): number => (value?.computing ? 5_000 : 30_000)

/** 计算中: how far the computing of the period has come, and what that means for the figures below; nothing once it is done. */
export function Computing({ of }: { of: Progress | null | undefined }) {
  const t = useBureauText()
  if (!of) return null
  const { schools, of: all, isFirst } = of
  return (
    <p role="status" className={styles.computing}>
      <progress value={schools} max={all} aria-hidden="true" />
      <span>
        <b>{t.computing.word}</b> {t.computing.progress(schools, all)} {isFirst ? t.computing.first : t.computing.part}
      </span>
    </p>
  )
}
