import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Role, Scope } from '#contracts/session.ts'
import type { SyntheticDistrict } from '#domain/synthetic-district.ts'
import { ensureAccount, type WantedAccount } from './commands/ensure-account.ts'
import { makeEnrolment } from './commands/make-enrolment.ts'
import { findAccount } from './store/account.ts'
import { makeFolder } from './store/folder.ts'
import type { Pool } from './store/pool.ts'

/** The school of the demo's guard, safety officer and head. */
export const DEMO_SCHOOL = 'demo-p001'

/** One demo user of each role; names are synthetic. */
function demoAccounts(district: SyntheticDistrict): Omit<WantedAccount, 'password' | 'synthetic'>[] {
  const school: Scope = { kind: 'school', ids: [DEMO_SCHOOL] }
  const wide: Scope = { kind: 'district' }
  const department: Scope = {
    kind: 'department',
    ids: [district.departments.find(({ id }) => id === 'demo-d-market')?.id ?? 'demo-d-market'],
  }
  const vendor: Scope = { kind: 'vendor', ids: [district.vendors[0]?.id ?? 'demo-v1'] }
  const township: Scope = { kind: 'township', ids: district.townships.slice(0, 1).map(({ id }) => id) }
  const rows: [username: string, name: string, role: Role, scope: Scope][] = [
    ['operator', '示例·值班员', 'operator', wide],
    ['leader', '示例·值班长', 'shiftLeader', wide],
    ['duty', '示例·带班领导', 'dutyLeader', wide],
    ['guard', '示例·保安', 'guard', school],
    ['school', '示例·安全员', 'schoolOfficer', school],
    ['head', '示例·校长', 'schoolHead', school],
    ['bureau', '示例·安全科', 'bureau', wide],
    // The second person of rules, exemptions and periods.
    ['bureau2', '示例·安全科科长', 'bureau', wide],
    // A part of the district: its clerk reads and follows up there, and decides nothing of the whole.
    ['township', '示例·街道教育专干', 'bureau', township],
    ['department', '示例·市场监管联络员', 'department', department],
    ['police', '示例·公安联络', 'police', wide],
    ['technician', '示例·运维', 'technician', wide],
    ['vendor', '示例·维保', 'vendor', vendor],
    ['admin', '示例·系统管理员', 'systemAdmin', wide],
    ['security', '示例·安全管理员', 'securityAdmin', wide],
    ['audit', '示例·审计管理员', 'auditor', wide],
  ]
  return rows.map(([username, name, role, scope]) => ({ username, name, role, scope }))
}

export interface DemoPassword {
  readonly password: string
  /** Made at this start, so it must be shown once. */
  readonly isNew: boolean
}

/** The demo users' password: what the environment says, else the one made at the first start and kept in the data folder, for its owner alone. */
export async function demoPassword(dataDir: string, given: string | undefined): Promise<DemoPassword> {
  if (given !== undefined) return { password: given, isNew: false }
  const file = path.join(dataDir, 'demo-password')
  const kept = await readFile(file, 'utf8').catch(() => '') // none yet
  if (kept.trim().length >= 8) return { password: kept.trim(), isNew: false }
  const password = randomBytes(9).toString('base64url')
  await makeFolder(dataDir)
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return { password, isNew: true }
}

/** Makes the demo users, or gives them this password. @returns their names and roles */
export async function ensureDemoAccounts(
  pool: Pool,
  district: SyntheticDistrict,
  password: string,
): Promise<{ username: string; name: string }[]> {
  const accounts = demoAccounts(district)
  for (const account of accounts) await ensureAccount(pool, { ...account, password, synthetic: true })
  return accounts
}

/** A code by which a phone becomes that of the demo's guard, as the demo's safety officer would make it; null when either is missing. */
export async function demoEnrolment(pool: Pool): Promise<string | null> {
  const officer = await findAccount(pool, 'school')
  if (officer?.role !== 'schoolOfficer' || officer.scope?.kind !== 'school') return null
  const { id: accountId, username, name, role, scope } = officer
  const principal = { accountId, username, name, role, scope, schoolIds: scope.ids, departments: [], session: 'desk' } as const
  const made = await makeEnrolment(pool, { principal, address: '127.0.0.1' }, 'guard')
  return made.ok ? made.code : null
}
