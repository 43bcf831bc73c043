import { type ChangeEvent, type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { SealedHazard } from '#contracts/hazard-link.ts'
import { ProblemError, request } from '../../api/http.ts'
import { useLight } from '../../ui/use-light.ts'
import styles from './Field.module.css'
import { useFieldText } from './text.ts'

/** The token stands behind the #, which no server's log sees. */
const tokenOf = (): string => location.hash.slice(1)
const keyOf = (token: string): string => `xiaowei.sealed.${token.slice(0, 16)}`

/** What this phone was given when it confirmed. */
function phoneOf(token: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(token)) ?? undefined
  } catch {
    return undefined // storage is forbidden: the link then works until the page is closed
  }
}

function remember(token: string, phone: string): void {
  try {
    localStorage.setItem(keyOf(token), phone)
  } catch {
    // see above
  }
}

/** A sealed link: one hazard, on the phone of a field officer without account. Opening it acts on nothing. */
export function FieldPage() {
  const t = useFieldText()
  const light = useLight()
  const [token] = useState(tokenOf)
  const [phone, setPhone] = useState(() => phoneOf(token))
  const [hazard, setHazard] = useState<SealedHazard | null>(null)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const isOpen = useRef(false)
  const told = useCallback(
    (error: unknown) => {
      if (!(error instanceof ProblemError)) return setProblem(t.offline)
      const { status, detail } = error.problem
      const isDead = status === 404 || (status === 400 && !isOpen.current) // a 400 later is about what was written
      if (isDead) setHazard(null) // nothing here can be done with it any more
      setProblem(isDead ? t.dead : t.refused(detail))
    },
    [t],
  )
  useEffect(() => {
    request<SealedHazard>('/sealed-hazard/open', { method: 'POST', body: { token, ...(phone ? { phone } : {}) } }).then((opened) => {
      isOpen.current = true
      setHazard(opened)
    }, told)
  }, [token, phone, told])

  const during = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem('')
    await work().catch(told)
    setBusy(false)
  }
  const confirm = () =>
    during(async () => {
      const bound = await request<{ phone: string }>('/sealed-hazard/confirm', { method: 'POST', body: { token } })
      remember(token, bound.phone)
      setPhone(bound.phone)
    })
  const send = (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target
    void during(async () => {
      for (const file of [...(input.files ?? [])])
        setHazard(
          await request<SealedHazard>('/sealed-hazard/photo', {
            method: 'POST',
            file,
            headers: { 'x-sealed-token': token, 'x-sealed-phone': phone ?? '' },
            timeoutMs: 120_000,
          }),
        )
      input.value = ''
    })
  }
  const finish = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const note = String(new FormData(event.currentTarget).get('note') ?? '').trim()
    void during(async () => setHazard(await request<SealedHazard>('/sealed-hazard/done', { method: 'POST', body: { token, phone, note } })))
  }
  if (!light) return null
  const open = hazard?.state === 'accepted' || hazard?.state === 'rectifying'
  const writes = hazard?.bound === true && open
  const complaint = problem && (
    <p role="alert" className={styles.wrong}>
      {problem}
    </p>
  )
  return (
    <main className={styles.page}>
      <h1>{t.title}</h1>
      {!writes && complaint}
      {hazard && (
        <>
          <h2>
            {hazard.number} · {hazard.schoolName} · {hazard.title}
          </h2>
          {hazard.detail && <p>{hazard.detail}</p>}
          {hazard.dueOn && (
            <p>
              {t.due} {hazard.dueOn}
            </p>
          )}
          {hazard.maps && (
            <nav aria-label={t.where} className={styles.maps}>
              {(['gaode', 'baidu', 'tencent'] as const).map((map) => (
                <a key={map} href={hazard.maps?.[map]} rel="noreferrer">
                  {t.maps[map]}
                </a>
              ))}
            </nav>
          )}
        </>
      )}
      {hazard && !hazard.bound && (
        <>
          <p>{t.confirmHint(hazard.officer)}</p>
          <button type="button" className={styles.big} disabled={busy} onClick={() => void confirm()}>
            {t.confirm}
          </button>
        </>
      )}
      {hazard?.bound && hazard.state === 'assigned' && <p role="status">{t.waits}</p>}
      {hazard?.bound && !open && hazard.state !== 'assigned' && <p role="status">{t.finished}</p>}
      {writes && (
        <form onSubmit={finish}>
          <label className={styles.field}>
            {t.photo}
            <input type="file" accept="image/*" multiple onChange={send} disabled={busy} />
          </label>
          <p role="status">{busy ? t.sending : t.photos(hazard.photos)}</p>
          <label className={styles.field}>
            {t.note}
            <textarea name="note" rows={3} maxLength={1000} required />
          </label>
          {complaint}
          <button type="submit" className={styles.big} disabled={busy || hazard.photos === 0}>
            {t.done}
          </button>
        </form>
      )}
    </main>
  )
}
