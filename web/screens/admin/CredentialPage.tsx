import { type FormEvent, useCallback, useState } from 'react'
import type { Credential } from '#contracts/credential.ts'
import type { Session } from '#contracts/session.ts'
import { makeCredential, readBrokerFiles, readCredentials, revokeCredential } from '../../api/admin.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'
import { useReading } from './use-reading.ts'

/** Hands a text to the browser as a file. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

function CredentialLine({ credential, mayWrite, onRevoke }: { credential: Credential; mayWrite: boolean; onRevoke: () => void }) {
  const s = useAdminText().credential
  const [sure, setSure] = useState(false)
  const { name, kind, expiresAt, madeBy, madeAt, revokedAt } = credential
  const now = Date.now()
  return (
    <tr>
      <td className={styles.mono}>{name}</td>
      <td>
        {s.kinds[kind]}
        {expiresAt && <div className={styles.dim}>{s.until(expiresAt.slice(0, 10))}</div>}
      </td>
      <td>
        {madeBy}
        <div className={styles.dim}>{momentText(madeAt, now)}</div>
      </td>
      <td>{revokedAt ? <span className={styles.warn}>{s.revoked}</span> : <span className={styles.tag}>{s.inForce}</span>}</td>
      <td>
        {mayWrite && !revokedAt && (
          <button type="button" className={controls.button} onClick={() => (sure ? onRevoke() : setSure(true))}>
            {sure ? s.revokeSure : s.revoke}
          </button>
        )}
      </td>
    </tr>
  )
}

/** 凭证: each device and each bridge its own; a password is shown once. */
export function CredentialPage({ session }: { session: Session }) {
  const t = useAdminText()
  const s = t.credential
  const mayWrite = holds(session, 'credential:write')
  const [search, setSearch] = useState('')
  const read = useCallback(() => readCredentials(search.trim()), [search])
  const { value, failed, again } = useReading(read, 0)
  const [kind, setKind] = useState<Credential['kind']>('password')
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [made, setMade] = useState<{ name: string; password: string | null } | null>(null)
  const [problem, setProblem] = useState('')
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem('')
    try {
      await work()
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    await again()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMade(null)
    const wanted = { name: name.trim() }
    void attempt(async () =>
      setMade(await makeCredential(kind === 'password' ? { ...wanted, kind } : { ...wanted, kind, expiresAt: `${until}T23:59:59+08:00` })),
    )
  }
  return (
    <>
      <p className={styles.intro}>{s.what}</p>
      <div className={styles.columns}>
        <div>
          <div className={styles.bar}>
            <label>
              {s.search} <input value={search} onChange={(event) => setSearch(event.target.value)} spellCheck={false} />
            </label>
            <span className={styles.grow} />
            <ExportButton list="credentials" query={search.trim() ? `name=${encodeURIComponent(search.trim())}` : ''} />
            {failed && <span role="alert">{t.retry}</span>}
          </div>
          <div className={styles.scroll}>
            {value?.items.length === 0 ? (
              <div className={styles.empty}>
                <p>{s.none}</p>
              </div>
            ) : (
              <table className={styles.table}>
                <TableHead words={s.columns} />
                <tbody>
                  {value?.items.map((credential) => (
                    <CredentialLine
                      key={`${credential.name} ${credential.revokedAt}`}
                      credential={credential}
                      mayWrite={mayWrite}
                      onRevoke={() => void attempt(() => revokeCredential(credential.name))}
                    />
                  ))}
                </tbody>
              </table>
            )}
          </div>
        </div>
        {mayWrite && (
          <div>
            <form className={styles.panel} onSubmit={submit}>
              <h2>{s.make}</h2>
              <div className={styles.form}>
                <label className={`${controls.field} ${styles.wide}`}>
                  {s.name}
                  <input
                    className={styles.mono}
                    value={name}
                    required
                    onChange={(event) => setName(event.target.value)}
                    spellCheck={false}
                  />
                </label>
                <label className={controls.field}>
                  {s.kind}
                  <select value={kind} onChange={(event) => setKind(event.target.value as Credential['kind'])}>
                    {(['password', 'certificate'] as const).map((option) => (
                      <option key={option} value={option}>
                        {s.kinds[option]}
                      </option>
                    ))}
                  </select>
                </label>
                {kind === 'certificate' && (
                  <label className={controls.field}>
                    {s.end}
                    <DateField value={until} required onChange={setUntil} />
                  </label>
                )}
              </div>
              {problem && (
                <p role="alert" className={styles.wrong}>
                  {problem}
                </p>
              )}
              {made && (
                <p role="status" className={styles.said}>
                  {made.password === null ? s.noted(made.name) : s.once(made.name)}{' '}
                  {made.password && <b className={styles.mono}>{made.password}</b>}
                </p>
              )}
              <div className={styles.buttons}>
                <button type="submit" className={styles.primary}>
                  {s.submit}
                </button>
              </div>
            </form>
            <section className={styles.panel}>
              <h2>{s.files}</h2>
              <p className={styles.dim}>{s.filesWhy}</p>
              <div className={styles.buttons}>
                {(['mosquitto', 'emqx'] as const).map((broker) => (
                  <button
                    key={broker}
                    type="button"
                    className={controls.button}
                    onClick={() =>
                      void attempt(async () => {
                        for (const file of (await readBrokerFiles(broker)).files) download(`${broker}-${file.name}`, file.text)
                      })
                    }
                  >
                    {broker === 'mosquitto' ? 'Mosquitto' : 'EMQX'}
                  </button>
                ))}
              </div>
            </section>
          </div>
        )}
      </div>
    </>
  )
}
