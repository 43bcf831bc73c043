import { useCallback, useEffect, useState } from 'react'
import type { Account, Enrolment } from '#contracts/account.ts'
import type { Phone } from '#contracts/phone.ts'
import { makeEnrolment, readGuards, readPhones, revokePhone } from '../../api/phone.ts'
import { useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { ageText, momentText, toLocalInput } from '../../ui/time.ts'
import { deviceName } from './device-name.ts'
import styles from './Phones.module.css'
import { usePhonesText } from './text.ts'

const READ_MS = 3000

/** Phones that are enrolled, read again every 3 s: the one that scans the code appears by itself. */
function usePhones() {
  const [phones, setPhones] = useState<Phone[] | null>(null)
  const read = useCallback(async () => {
    try {
      setPhones((await readPhones()).items)
    } catch (error) {
      console.warn('enrolled phones are read again', error)
    }
  }, [])
  useEffect(() => {
    void read()
    const timer = setInterval(() => void read(), READ_MS)
    return () => clearInterval(timer)
  }, [read])
  return { phones, read }
}

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface Shown {
  guard: Account
  enrolment: Enrolment
  /** by this machine's clock, so that a wrong one shortens nothing */
  untilMs: number
}

const VALID_MS = 15 * 60_000
const isLoopback = (url: string): boolean => /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)

/** The code of one guard, until it is used, has expired or is folded away. */
function EnrolmentCard({ shown, isDone, onClose }: { shown: Shown; isDone: boolean; onClose: () => void }) {
  const t = useText()
  const p = usePhonesText()
  const left = shown.untilMs - useNow()
  const { url, code } = shown.enrolment
  return (
    <div className={styles.card}>
      {isDone ? (
        <p role="status" className={styles.done}>
          ✓ {p.done(shown.guard.name)}
        </p>
      ) : left <= 0 ? (
        <p role="alert">{p.expired}</p>
      ) : (
        <>
          <QrCode text={url} label={p.qrLabel} className={styles.qr} />
          <div>
            <p>{p.scan(shown.guard.name)}</p>
            <p>
              {p.code} <b className={styles.code}>{code.replace(/(.{4})(?=.)/g, '$1-')}</b>
            </p>
            <p>{p.validFor(ageText(left, t.time))}</p>
            {isLoopback(url) && (
              <p role="alert" className={styles.warning}>
                {p.loopback}
              </p>
            )}
          </div>
        </>
      )}
      <button type="button" className={controls.button} onClick={onClose}>
        {p.close}
      </button>
    </div>
  )
}

function PhoneRow({ phone, onRevoked }: { phone: Phone; onRevoked: () => void }) {
  const p = usePhonesText()
  const [state, setState] = useState<'idle' | 'asked' | 'failed'>('idle')
  const now = Date.now()
  const revoke = () => revokePhone(phone.id).then(onRevoked, () => setState('failed'))
  return (
    <tr>
      <td data-label={p.table.who}>{phone.name}</td>
      <td data-label={p.table.device}>{(phone.device && deviceName(phone.device)) || p.unknownDevice}</td>
      <td data-label={p.table.enrolled}>{momentText(phone.enrolledAt, now)}</td>
      <td data-label={p.table.seen}>{momentText(phone.lastSeenAt, now)}</td>
      <td data-label={p.table.until}>{toLocalInput(Date.parse(phone.expiresAt)).slice(0, 10)}</td>
      <td className={styles.act}>
        {state === 'failed' && <span role="alert">{p.failed}</span>}
        {state === 'asked' ? (
          <>
            <button type="button" className={controls.primary} onClick={() => void revoke()}>
              {p.revokeSure}
            </button>
            <button type="button" className={controls.quiet} onClick={() => setState('idle')}>
              {p.cancel}
            </button>
          </>
        ) : (
          <button type="button" className={controls.button} onClick={() => setState('asked')}>
            {p.revoke}
          </button>
        )}
      </td>
    </tr>
  )
}

/** Enrols, lists and revokes the phones of the school's guards. */
export function Phones() {
  const p = usePhonesText()
  const { phones, read } = usePhones()
  const [guards, setGuards] = useState<Account[] | null>(null)
  const [shown, setShown] = useState<{ made: Shown; before: ReadonlySet<string> } | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    readGuards().then(
      ({ items }) => setGuards(items.filter(({ disabled }) => !disabled)),
      () => setFailed(true),
    )
  }, [])
  const enrol = async (guard: Account) => {
    setFailed(false)
    try {
      const enrolment = await makeEnrolment(guard.username)
      setShown({
        made: { guard, enrolment, untilMs: Date.now() + VALID_MS },
        before: new Set((phones ?? []).map(({ id }) => id)),
      })
    } catch {
      setFailed(true)
    }
  }
  const isDone =
    shown !== null && (phones ?? []).some(({ id, username }) => username === shown.made.guard.username && !shown.before.has(id))
  return (
    <section aria-label={p.title} className={styles.phones}>
      <h2>{p.title}</h2>
      <p className={styles.intro}>{p.intro}</p>
      {failed && <p role="alert">{p.failed}</p>}
      {guards?.length === 0 && <p>{p.noGuards}</p>}
      <ul className={styles.guards}>
        {(guards ?? []).map((guard) => (
          <li key={guard.username}>
            <span>
              {guard.name} <small>{guard.username}</small>
            </span>
            <button type="button" className={controls.primary} onClick={() => void enrol(guard)}>
              {p.enrol}
            </button>
          </li>
        ))}
      </ul>
      {shown && <EnrolmentCard shown={shown.made} isDone={isDone} onClose={() => setShown(null)} />}
      {phones === null && <p>{p.loading}</p>}
      {phones?.length === 0 && <p className={styles.intro}>{p.none}</p>}
      {phones !== null && phones.length > 0 && <ExportButton list="phones" query="" />}
      {phones !== null && phones.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {Object.values(p.table).map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {phones.map((phone) => (
              <PhoneRow key={phone.id} phone={phone} onRevoked={() => void read()} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
