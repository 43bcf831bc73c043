import { type FormEvent, useCallback, useState } from 'react'
import type { MadeHazardLink } from '#contracts/hazard-link.ts'
import { makeLink, readLinks, revokeLink } from '../../api/hazard.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { QrCode } from '../../ui/QrCode.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import styles from './Hazard.module.css'
import { useHazardText } from './text.ts'

/** 密链: a link and QR for one field officer without account; shown once, listed with its openings, revoked here. */
export function LinkPanel({ hazardId }: { hazardId: string }) {
  const t = useHazardText().link
  const words = useTaskText()
  const read = useCallback(() => readLinks(hazardId), [hazardId])
  const { value, again } = useReading(read, 20_000)
  const [made, setMade] = useState<MadeHazardLink | null>(null)
  const [problem, setProblem] = useState('')
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      setMade(await makeLink(hazardId, { officer: String(form.get('officer') ?? ''), days: Number(form.get('days')) }))
      setProblem('')
    } catch (error) {
      setProblem(refusalWords(error, words))
    }
    await again()
  }
  const revoke = async (id: string) => {
    await revokeLink(id).catch((error: unknown) => setProblem(refusalWords(error, words)))
    await again()
  }
  const now = Date.now()
  const url = made && `${location.origin}/field#${made.token}`
  return (
    <section className={`${desk.panel} ${styles.noPrint}`} aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className={desk.dim}>{t.what}</p>
      <form className={desk.bar} onSubmit={(event) => void make(event)}>
        <label className={controls.field}>
          {t.officer}
          <input name="officer" required maxLength={100} />
        </label>
        <label className={controls.field}>
          {t.days}
          <input name="days" type="number" min={1} max={30} defaultValue={7} required />
        </label>
        <button type="submit" className={controls.button}>
          {t.make}
        </button>
      </form>
      {problem && <p role="alert">{problem}</p>}
      {url && (
        <div>
          <QrCode text={url} label={t.title} className={styles.qr} />
          <p>{t.once}</p>
          <code style={{ overflowWrap: 'anywhere' }}>{url}</code>
        </div>
      )}
      <ul className={styles.log}>
        {value?.items.map((link) => (
          <li key={link.id}>
            {link.officer} · {t.until} {momentText(link.expiresAt, now)} · {link.boundAt ? t.bound : t.unbound} · {t.opens(link.opens)}{' '}
            {link.revokedAt ? (
              <span className={desk.tag}>{t.revoked}</span>
            ) : (
              <button type="button" className={controls.quiet} onClick={() => void revoke(link.id)}>
                {t.revoke}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
