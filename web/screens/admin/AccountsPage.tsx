import { useSearchParams } from 'react-router'
import type { Account } from '#contracts/account.ts'
import { Role, type Session } from '#contracts/session.ts'
import { readAccounts } from '../../api/account.ts'
import { useServer } from '../../api/use-server.ts'
import { colon, comma, useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { AccountPanel } from './AccountPanel.tsx'
import { useAccountsText } from './account-text.ts'
import { NewAccountForm } from './NewAccountForm.tsx'
import { useAdminText } from './text.ts'

/** 账号与角色: who may come in, as what, and see whose data. The security administrator grants, the auditor reads. */
export function AccountsPage({ session }: { session: Session }) {
  const t = useText()
  const admin = useAdminText()
  const a = useAccountsText()
  const mayWrite = holds(session, 'account:write')
  const [query, setQuery] = useSearchParams()
  const [role, find, chosen] = [query.get('role') ?? '', query.get('find') ?? '', query.get('account')]
  const set = (name: string, value: string | null) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const { value, failed, again } = useServer(`accounts ${role}`, () => readAccounts(`limit=1000${role ? `&role=${role}` : ''}`))
  const words = find.trim().toLowerCase()
  const accounts = value?.items.filter(
    ({ username, name }) => words === '' || username.toLowerCase().includes(words) || name.toLowerCase().includes(words),
  )
  const account = value?.items.find(({ username }) => username === chosen) ?? null
  const scopeOf = ({ scope }: Account): string =>
    scope === null ? '' : scope.kind === 'district' ? t.scope.district : `${t.scope[scope.kind]}${colon()}${scope.ids.join(comma())}`
  const said = [role && `${a.role}${colon()}${t.role[role as Role] ?? role}`, find && `${a.find}${colon()}${find}`]
    .filter(Boolean)
    .join(' · ')
  return (
    <>
      <p className={styles.intro} data-print="no">
        {a.what}
      </p>
      <div className={styles.columns}>
        <div>
          <div className={styles.bar} data-print="no">
            <label>
              {a.role}{' '}
              <select value={role} onChange={(event) => set('role', event.target.value)}>
                <option value="">{a.all}</option>
                {Role.options.map((option) => (
                  <option key={option} value={option}>
                    {t.role[option]}
                  </option>
                ))}
              </select>
            </label>
            <label>
              {a.find} <input value={find} onChange={(event) => set('find', event.target.value)} spellCheck={false} />
            </label>
            {mayWrite && (
              <button type="button" className={controls.button} onClick={() => set('account', null)}>
                {a.add}
              </button>
            )}
            <span className={styles.grow} />
            <ExportButton
              list="accounts"
              query={`${new URLSearchParams({ ...(role ? { role } : {}), ...(words ? { find: words } : {}) })}`}
            />
            <PrintButton ready={value !== null} />
            {failed && <span role="alert">{admin.retry}</span>}
          </div>
          <PaperLine title={admin.nav.accounts} words={said} />
          <div className={styles.scroll}>
            {accounts?.length === 0 ? (
              <div className={styles.empty}>
                <p>{a.none}</p>
              </div>
            ) : (
              <table className={styles.table}>
                <TableHead words={a.columns} />
                <tbody>
                  {accounts?.map((one) => (
                    <tr key={one.username} aria-selected={one.username === chosen}>
                      <td className={styles.mono}>
                        {mayWrite ? (
                          <button type="button" className={styles.open} onClick={() => set('account', one.username)}>
                            {one.username}
                          </button>
                        ) : (
                          one.username
                        )}
                      </td>
                      <td>
                        {one.name} {one.synthetic && <span className={styles.tag}>{a.synthetic}</span>}
                      </td>
                      <td>{one.role && t.role[one.role]}</td>
                      <td>{scopeOf(one)}</td>
                      <td>{one.secondFactor ? a.on : <span className={styles.dim}>{a.off}</span>}</td>
                      <td className={styles.number}>{one.sessions}</td>
                      <td>{one.disabled ? <span className={styles.warn}>{a.closed}</span> : a.open}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </div>
        </div>
        {mayWrite && (
          <div data-print="no">
            {account ? (
              <AccountPanel
                key={account.username}
                account={account}
                isOwn={account.username === session.user.username}
                onChanged={() => void again()}
              />
            ) : (
              <NewAccountForm onMade={() => void again()} />
            )}
          </div>
        )}
      </div>
    </>
  )
}
