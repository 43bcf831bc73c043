import type { Refusal } from './wire.ts'

/** Roles that a connection may have. Migrations own the schema; the application may do what it was granted. */
export const OWNER_ROLE = 'xiaowei_owner'
export const APP_ROLE = 'xiaowei_app'
export type Role = typeof OWNER_ROLE | typeof APP_ROLE

export const DATABASE = 'xiaowei'

const isRole = (name: string | undefined): name is Role => name === OWNER_ROLE || name === APP_ROLE
const fatal = (code: string, message: string): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { severity: 'FATAL', code, message },
})

/** Sent by drivers out of habit. The one session keeps UTF-8, UTC and no timeouts (PGlite has no timers). */
const WITHOUT_EFFECT = new Set([
  'application_name',
  'client_encoding',
  'datestyle',
  'extra_float_digits',
  'fallback_application_name',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'options',
  'statement_timeout',
  'timezone',
  'jit', // there is no compiler in WebAssembly's PostgreSQL
  // One session, one way of planning, and every answer after its flush.
  'plan_cache_mode',
  'enable_hashjoin',
  'enable_mergejoin',
  'enable_seqscan',
  'synchronous_commit',
  'user',
  'database',
])

/** The role that a startup message asks for, by `user` or `options=-c role=…`; refuses what one shared session cannot give. Pure. */
export function readStartup(parameters: ReadonlyMap<string, string>): { ok: true; role: Role } | { ok: false; refusal: Refusal } {
  const user = parameters.get('user')
  if (!isRole(user)) return fatal('28000', `role "${user ?? ''}" may not log in: expected ${OWNER_ROLE} or ${APP_ROLE}`)
  const database = parameters.get('database') ?? DATABASE
  if (database !== DATABASE) return fatal('3D000', `database "${database}" does not exist: expected ${DATABASE}`)
  let role: string = user
  const settings = [...parameters].filter(([name]) => !name.startsWith('_pq_.'))
  for (const [, name, value] of (parameters.get('options') ?? '').matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)) {
    if (name === 'role') role = (value ?? '').replace(/\\(.)/g, '$1')
    else settings.push([name ?? '', value ?? ''])
  }
  const unknown = settings.find(([name]) => !WITHOUT_EFFECT.has(name.toLowerCase().replaceAll('-', '_')))
  if (unknown)
    return fatal(
      '0A000',
      `setting "${unknown[0]}" cannot be chosen by a connection: all connections to the embedded database share one session`,
    )
  if (!isRole(role) || (user === APP_ROLE && role !== APP_ROLE)) return fatal('42501', `permission denied to set role "${role}"`)
  return { ok: true, role }
}

/** What a server tells at the start of a session of this role. */
export const parametersFor = (role: Role): [string, string][] => [
  ['server_version', '17.5'],
  ['server_encoding', 'UTF8'],
  ['client_encoding', 'UTF8'],
  ['DateStyle', 'ISO, MDY'],
  ['TimeZone', 'UTC'],
  ['integer_datetimes', 'on'],
  ['standard_conforming_strings', 'on'],
  ['IntervalStyle', 'postgres'],
  ['is_superuser', 'off'],
  ['session_authorization', role],
  ['application_name', ''],
]
