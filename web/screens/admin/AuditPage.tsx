import { useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { AuditEntry } from '#contracts/audit.ts'
import { actWords } from '#domain/audit-words.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { readAudit } from '../../api/account.ts'
import { useServer } from '../../api/use-server.ts'
import { colon, useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { MomentField } from '../../ui/MomentField.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { fromLocalInput } from '../../ui/time.ts'
import { MinorsAudit } from '../reports/MinorsAudit.tsx'
import { useAuditText } from './audit-text.ts'
import { useAuditWords } from './audit-words.ts'
import { useAdminText } from './text.ts'

const FILTERS = ['account', 'action', 'from', 'to'] as const
const PAGE = 200

/** The list's own filter, of what the address bar holds. */
function filterOf(address: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of FILTERS) {
    const value = address.get(name)
    if (value) query.set(name, name === 'from' || name === 'to' ? fromLocalInput(value) : value)
  }
  return query
}

const queryOf = (address: URLSearchParams): string => `limit=${PAGE}&${filterOf(address)}`

/** 审计日志, newest first: the auditor's. */
export function AuditPage() {
  const t = useText()
  const admin = useAdminText()
  const a = useAuditText()
  const words = useAuditWords()
  const resultOf = ({ result }: AuditEntry): string => words.result[result] ?? result
  const [address, setAddress] = useSearchParams()
  const query = queryOf(address)
  const { value, failed } = useServer(`audit ${query}`, () => readAudit(query), 10_000)
  const [older, setOlder] = useState<{ query: string; items: AuditEntry[]; cursor: string | null }>({ query, items: [], cursor: null })
  useEffect(() => setOlder({ query, items: [], cursor: null }), [query])
  const begun = older.query === query && older.items.length > 0
  const cursor = begun ? older.cursor : (value?.nextCursor ?? null)
  const more = async () => {
    const next = await readAudit(`${query}&cursor=${encodeURIComponent(cursor ?? '')}`)
    setOlder(({ items }) => ({ query, items: [...(begun ? items : []), ...next.items], cursor: next.nextCursor }))
  }
  // While older lines are shown, what is new at the top moves into them no line twice.
  const last = begun ? older.items[0]?.id : undefined
  const lines = [...(value?.items.filter(({ id }) => last === undefined || id > last) ?? []), ...(begun ? older.items : [])]
  const set = (name: string, text: string) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before)
        if (text) next.set(name, text)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const said = FILTERS.filter((name) => address.get(name))
    .map((name) => `${a[name]}${colon()}${address.get(name)?.replace('T', ' ')}`)
    .join(' · ')
  return (
    <>
      <p className={styles.intro} data-print="no">
        {a.what}
      </p>
      <MinorsAudit />
      <PaperLine title={admin.nav.audit} words={said} />
      <div className={styles.bar} data-print="no">
        <label>
          {a.account} <input value={address.get('account') ?? ''} onChange={(event) => set('account', event.target.value)} maxLength={64} />
        </label>
        <label>
          {a.action}{' '}
          <input
            value={address.get('action') ?? ''}
            placeholder={a.actionHint}
            onChange={(event) => set('action', event.target.value)}
            maxLength={64}
          />
        </label>
        {(['from', 'to'] as const).map((name) => (
          <MomentField key={name} label={a[name]} inline value={address.get(name) ?? ''} onChange={(value) => set(name, value)} />
        ))}
        <ExportButton list="audit" query={filterOf(address).toString()} />
        <PrintButton ready={value !== null} />
        {failed && <span role="alert">{admin.retry}</span>}
      </div>
      <div className={styles.scroll}>
        {value && lines.length === 0 ? (
          <div className={styles.empty}>
            <p>{a.none}</p>
          </div>
        ) : (
          <table className={styles.table}>
            <TableHead words={a.columns} />
            <tbody>
              {lines.map((line) => (
                <tr key={line.id}>
                  <td className={styles.moment}>{shanghaiMoment(line.at)}</td>
                  <td>{line.account ?? <span className={styles.dim}>{a.nobody}</span>}</td>
                  <td>{line.role && (t.role[line.role as keyof typeof t.role] ?? line.role)}</td>
                  <td className={styles.mono}>{line.address}</td>
                  <td title={line.action}>{actWords(line.action, words)}</td>
                  <td className={styles.mono}>{line.object}</td>
                  <td title={line.result}>
                    {line.result === 'ok' ? resultOf(line) : <span className={styles.warn}>{resultOf(line)}</span>}
                  </td>
                  <td className={styles.mono}>{Object.keys(line.data).length > 0 && JSON.stringify(line.data)}</td>
                  <td className={styles.mono} title={line.hash}>
                    {line.hash.slice(0, 8)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {cursor && (
        <div className={styles.buttons}>
          <button type="button" className={controls.button} onClick={() => void more()}>
            {a.more}
          </button>
        </div>
      )}
    </>
  )
}
