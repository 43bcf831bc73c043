import { Role, type Scope } from '#contracts/session.ts'
import { scopeKindsOf } from '#domain/policy.ts'
import { schoolPages } from '../../api/register.ts'
import { useServer } from '../../api/use-server.ts'
import { comma, useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { useAccountsText } from './account-text.ts'

export interface RoleAndScope {
  role: Role
  kind: Scope['kind']
  /** as typed: codes, one a line */
  ids: string
}

async function readNames(): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for await (const page of schoolPages()) for (const { id, name } of page) names.set(id, name)
  return names
}

const idsOf = (text: string): string[] => [...new Set(text.split(/[\s,，、;；]+/).filter(Boolean))]

export const toScope = ({ kind, ids }: RoleAndScope): Scope => (kind === 'district' ? { kind } : { kind, ids: idsOf(ids) })

export const fromScope = (role: Role | null, scope: Scope | null): RoleAndScope => ({
  role: role ?? 'guard',
  kind: scope?.kind ?? 'school',
  ids: scope && scope.kind !== 'district' ? scope.ids.join('\n') : '',
})

/** A role, and whose data it sees; only what the role can have is offered. */
export function ScopeFields({ value, onChange }: { value: RoleAndScope; onChange: (value: RoleAndScope) => void }) {
  const t = useText()
  const a = useAccountsText()
  const schools = useServer('names of schools', readNames).value
  const kinds = scopeKindsOf(value.role)
  const named = value.kind === 'school' ? idsOf(value.ids) : []
  const unknown = schools ? named.filter((id) => !schools.has(id)) : []
  const setRole = (role: Role) => {
    const possible = scopeKindsOf(role)
    onChange({ ...value, role, kind: possible.includes(value.kind) ? value.kind : (possible[0] ?? 'district') })
  }
  return (
    <>
      <label className={controls.field}>
        {a.role}
        <select value={value.role} onChange={(event) => setRole(event.target.value as Role)}>
          {Role.options.map((role) => (
            <option key={role} value={role}>
              {t.role[role]}
            </option>
          ))}
        </select>
      </label>
      <label className={controls.field}>
        {a.scope}
        <select value={value.kind} onChange={(event) => onChange({ ...value, kind: event.target.value as Scope['kind'] })}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t.scope[kind]}
            </option>
          ))}
        </select>
      </label>
      {value.kind !== 'district' && (
        <label className={`${controls.field} ${styles.wide}`}>
          {a.idsWhy[value.kind]} · {a.ids}
          <textarea
            rows={3}
            required
            spellCheck={false}
            className={styles.mono}
            value={value.ids}
            onChange={(event) => onChange({ ...value, ids: event.target.value })}
          />
          <span className={unknown.length > 0 ? styles.warn : styles.dim}>
            {unknown.length > 0 ? a.unknown(unknown.join(comma())) : named.flatMap((id) => schools?.get(id) ?? []).join(comma())}
          </span>
        </label>
      )}
    </>
  )
}
