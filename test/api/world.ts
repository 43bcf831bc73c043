// A small synthetic district behind the real application: two schools in two townships, one account a role, injected requests.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { Registry } from 'prom-client'
import { type AppDeps, addResources, buildApp } from '../../server/api/app.ts'
import { answerAlarm } from '../../server/commands/answer-alarm.ts'
import { commandAlarm } from '../../server/commands/command-alarm.ts'
import { describeAlarm } from '../../server/commands/describe-alarm.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { takeAlarm } from '../../server/commands/hand-over.ts'
import { noteCall } from '../../server/commands/note-call.ts'
import { photographAlarm } from '../../server/commands/photograph-alarm.ts'
import { prepareMeasures } from '../../server/commands/prepare-measures.ts'
import { raiseSos } from '../../server/commands/raise-sos.ts'
import { releaseAlarm } from '../../server/commands/release-alarm.ts'
import { shelveAlarm, unshelveAlarm } from '../../server/commands/shelve-alarm.ts'
import { takeAlarmAsReal } from '../../server/commands/take-as-real.ts'
import { Role, type Scope } from '../../server/contracts/session.ts'
import { installationKey } from '../../server/store/installation-key.ts'
import type { Pool } from '../../server/store/pool.ts'
import { freshDatabase } from '../support/database.ts'

export const PASSWORD = 'correct horse battery'
export const NORTH = 'north-1'
export const SOUTH = 'south-1'

const ZONE = {
  type: 'Polygon',
  coordinates: [
    [
      [106.2, 38.4],
      [106.21, 38.4],
      [106.21, 38.41],
      [106.2, 38.4],
    ],
  ],
}

const SCHOOL: Scope = { kind: 'school', ids: [NORTH] }
const SCOPES: Record<Role, Scope> = {
  operator: { kind: 'district' },
  shiftLeader: { kind: 'district' },
  dutyLeader: { kind: 'district' },
  guard: SCHOOL,
  schoolOfficer: SCHOOL,
  schoolHead: SCHOOL,
  bureau: { kind: 'district' },
  department: { kind: 'department', ids: ['traffic'] },
  police: { kind: 'district' },
  technician: { kind: 'district' },
  vendor: { kind: 'vendor', ids: ['acme'] },
  systemAdmin: { kind: 'district' },
  securityAdmin: { kind: 'district' },
  auditor: { kind: 'district' },
}

export interface World {
  app: FastifyInstance
  /** With the application's rights. */
  pool: Pool
  /** With the owner's rights, to set the stage. */
  owner: Pool
  deps: AppDeps
  /** Cookie header of a user, signed in once. */
  cookie(username: string): Promise<string>
  /** Injects a request, and fails when the answer's status is not in the OpenAPI document. */
  call(request: InjectOptions): Promise<LightMyRequestResponse>
  /** The same, with a user's cookie. */
  as(username: string, request: InjectOptions): Promise<LightMyRequestResponse>
  stop(): Promise<void>
}

/** Accounts are named by their role; `guard2` and `officer2` are of the other school, `northLeader` is of the north township. */
export async function aWorld(resources = addResources): Promise<World> {
  const database = await freshDatabase()
  const filesRoot = await mkdtemp(path.join(tmpdir(), 'xiaowei-files-'))
  const { pool } = database
  const owner = new pg.Pool({ connectionString: database.url, max: 4 })
  await setStage(owner, pool)
  await prepareMeasures(pool)
  const deps: AppDeps = {
    pool,
    readKey: installationKey(path.join(filesRoot, 'installation.key')),
    config: {
      version: '0.0.0',
      unitName: '示例区教育局',
      map: { basemap: { kind: 'streets', datum: 'wgs84' }, center: [106.2, 38.4], zoom: 12 },
      filesRoot,
      streets: () => ({ type: 'FeatureCollection', features: [] }),
    },
    commands: {
      commandAlarm: (act) => commandAlarm(pool, act, () => {}),
      answerAlarm: (answer) => answerAlarm(pool, answer, () => {}),
      noteCall: (call) => noteCall(pool, call, () => {}),
      describeAlarm: (description) => describeAlarm(pool, description, () => {}),
      photographAlarm: (photo) => photographAlarm(pool, photo, () => {}),
      releaseAlarm: (act) => releaseAlarm(pool, act, () => {}),
      takeAlarmAsReal: (act) => takeAlarmAsReal(pool, act, () => {}),
      shelveAlarm: (act) => shelveAlarm(pool, act, () => {}),
      unshelveAlarm: (act) => unshelveAlarm(pool, act, () => {}),
      takeAlarm: (act) => takeAlarm(pool, act, () => {}),
      raiseSos: (act) => raiseSos(pool, act, () => {}),
      replayDeadLetter: async () => ({ ok: true, alarms: [] }),
    },
    decodeDocument: () => null,
    decodeDry: ({ messages }) => messages.map(() => ({ dialect: null, decoded: { disposition: 'ignore', reason: 'test' } })),
    dialectOfSource: (source) => (source === 'native' ? 'native' : source.endsWith('/gb') ? 'gb28181' : null),
    refreshSources: async () => {},
    writeBrokerFiles: async () => [],
    health: { missing: () => [], metrics: new Registry() },
  }
  const app = await buildApp(deps, resources)
  const cookies = new Map<string, Promise<string>>()
  const cookie = (username: string) => {
    const known = cookies.get(username) ?? signIn(app, username)
    cookies.set(username, known)
    return known
  }
  const call = async (request: InjectOptions) => documented(app, request, await app.inject(request))
  return {
    app,
    call,
    pool,
    owner,
    deps,
    cookie,
    as: async (username, request) => call({ ...request, headers: { ...request.headers, cookie: await cookie(username) } }),
    async stop() {
      await app.close()
      await owner.end()
      await database.drop()
      await rm(filesRoot, { recursive: true, force: true })
    },
  }
}

export interface Operation {
  operationId: string
  'x-right': string
  responses: Record<string, { content?: Record<string, { schema?: object }> }>
  security: object[]
  parameters?: { name: string; in: string }[]
}

/** Every operation of the document. */
export function operations(app: FastifyInstance): { method: string; path: string; operation: Operation }[] {
  const paths = app.swagger().paths as Record<string, Record<string, Operation>>
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
}

function documented(app: FastifyInstance, { method = 'GET', url }: InjectOptions, answer: LightMyRequestResponse): LightMyRequestResponse {
  const asked = String(url).split('?')[0] ?? ''
  const known = operations(app).find(
    ({ method: m, path }) => m === method.toLowerCase() && new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked),
  )
  if (known && !(answer.statusCode in known.operation.responses))
    throw new Error(`${method} ${asked} answered ${answer.statusCode}, which it does not document: ${answer.body}`)
  return answer
}

/** Signs in and returns the cookie as a browser sends it back. */
export async function signIn(app: FastifyInstance, username: string, password = PASSWORD): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { username, password } })
  if (answer.statusCode !== 200) throw new Error(`${username} cannot sign in: ${answer.body}`)
  return cookieOf(answer)
}

export function cookieOf(answer: LightMyRequestResponse): string {
  const [set] = [answer.headers['set-cookie'] ?? ''].flat()
  return (set ?? '').split(';')[0] ?? ''
}

async function setStage(owner: Pool, pool: Pool): Promise<void> {
  await owner.query(`insert into township (id, name) values ('north', '北镇（示例）'), ('south', '南镇（示例）')`)
  await owner.query(`insert into department (id, name) values ('traffic', '交警（示例）')`)
  for (const [id, township] of [
    [NORTH, 'north'],
    [SOUTH, 'south'],
  ]) {
    await owner.query(`insert into school (id, name, level, township_id, synthetic) values ($1, $2, 'primary', $3, true)`, [
      id,
      `示例${id}`,
      township,
    ])
    await owner.query(`insert into contact (school_id, role, name, phone, synthetic) values ($1, 'gateRoom', '示例·门卫', '000', true)`, [
      id,
    ])
    await owner.query(
      `insert into campus (id, school_id, name, point, zone, zone_origin, zone_method, provisional, synthetic)
       values ($1, $2, '校园', '{"type":"Point","coordinates":[106.2,38.4]}', $3, 'point', 'test', true, true)`,
      [`${id}-c`, id, JSON.stringify(ZONE)],
    )
    await owner.query(
      `insert into device (id, school_id, campus_id, kind, dialect, source, external_id, name, vendor_id)
       values ($1, $2, $3, 'panicButton', 'native', 'native', $1, '门卫室', $4)`,
      [`${id}-b`, id, `${id}-c`, id === NORTH ? 'acme' : null],
    )
    await owner.query(`insert into fault (kind, device_id, school_id, opened_at, last_at) values ('low-battery', $1, $2, now(), now())`, [
      `${id}-b`,
      id,
    ])
  }
  const accounts: [string, Role, Scope][] = [
    ...Role.options.map((role): [string, Role, Scope] => [role, role, SCOPES[role]]),
    ['guard2', 'guard', { kind: 'school', ids: [SOUTH] }],
    ['officer2', 'schoolOfficer', { kind: 'school', ids: [SOUTH] }],
    ['northLeader', 'shiftLeader', { kind: 'township', ids: ['north'] }],
  ]
  for (const [username, role, scope] of accounts)
    await ensureAccount(pool, { username, name: `${username}（示例）`, password: PASSWORD, role, scope, synthetic: true })
}

let made = 0
/** An open alarm, as ingest would have left it. @returns its id */
export async function anAlarm(
  owner: Pool,
  wanted: { schoolId?: string | null; silent?: boolean; state?: string; receivedAt?: string } = {},
): Promise<string> {
  made += 1
  const { schoolId = NORTH, silent = false, state = 'new', receivedAt = new Date().toISOString() } = wanted
  const { rows } = await owner.query<{ id: string }>(
    `insert into alarm (id, kind, state, unacknowledged, priority, school_id, point, received_at, last_press_at, changed_at, count, late, silent, version, cursor)
     values (gen_random_uuid(), 'panic', $1, true, 1, $2, '', $3, $3, $3, 1, false, $4, 1, -$5::int) returning id`,
    [state, schoolId, receivedAt, silent, made],
  )
  return rows[0]?.id ?? ''
}
