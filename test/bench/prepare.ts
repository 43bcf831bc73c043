import { ensureAccount } from '../../server/commands/ensure-account.ts'
import { appPool, type Pool } from '../../server/store/pool.ts'
import { aRegister } from '../support/builders.ts'
import { SCHOOLS } from './blast.ts'

export const OPERATOR = { username: 'bench', password: 'bench bench bench' }

/** A register with 500 native buttons, 1,000 LoRaWAN buttons and as many native cameras as asked for, in all schools, and one operator. */
export async function prepareRegister(pool: Pool, cameras: number): Promise<void> {
  await aRegister(pool, { buttons: 500 })
  await pool.query(
    `insert into school (id, name, level, township_id, synthetic)
     select 'school-' || n, '示例' || n, 'primary', 't1', true from generate_series(1, $1::int) n on conflict do nothing`,
    [SCHOOLS],
  )
  await pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     select 'camera-' || n, 'school-' || n % $2::int + 1, 'camera', 'native', 'native', 'camera-' || n, '摄像机', true from generate_series(0, $1::int - 1) n`,
    [cameras, SCHOOLS],
  )
  await pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, synthetic)
     select 'lora-' || n, 'school-1', 'panicButton', 'chirpstack', 'edge/school-1/lora', '24e124' || lpad(to_hex(n), 10, '0'), '门卫室', true from generate_series(0, 999) n`,
  )
  await ensureAccount(pool, { ...OPERATOR, name: '示例·值班员', role: 'operator', scope: { kind: 'district' }, synthetic: true })
}

export async function prepareBench(databaseUrl: string, cameras: number): Promise<void> {
  const pool = appPool(databaseUrl, { max: 2 })
  await prepareRegister(pool, cameras)
  await pool.end()
}

/** @returns the Cookie header of a new session */
export async function signIn(url: string, credentials: { username: string; password: string }): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (answer.status !== 200 || !cookie) throw new Error(`signing in was answered ${answer.status}`)
  return cookie
}
