import type { Role, Scope } from '#contracts/session.ts'
import { ensureAccount } from '../../server/commands/ensure-account.ts'
import type { Pool } from '../../server/store/pool.ts'
import { aRegister } from './builders.ts'
import { PASSWORD } from './client.ts'

const DISTRICT: Scope = { kind: 'district' }
const FIRST: Scope = { kind: 'school', ids: ['school-1'] }
const SECOND: Scope = { kind: 'school', ids: ['school-2'] }

const PEOPLE = {
  operator: ['operator', DISTRICT],
  operator2: ['operator', DISTRICT],
  leader: ['shiftLeader', DISTRICT],
  guard: ['guard', FIRST],
  guard2: ['guard', SECOND],
  officer: ['schoolOfficer', FIRST],
  bureau: ['bureau', DISTRICT],
  technician: ['technician', DISTRICT],
  admin: ['systemAdmin', DISTRICT],
  security: ['securityAdmin', DISTRICT],
} as const satisfies Record<string, readonly [Role, Scope]>
export type PersonName = keyof typeof PEOPLE

export const GB_SOURCE = 'edge/school-1/gb28181'
export const GB_BUTTON = '64010400111340000001'
export const ZIGBEE_SOURCE = 'edge/school-1/z2m'
export const LORA_SOURCE = 'edge/school-1/lora'
export const LORA_BUTTON = '24e124000000a001'

/** Two schools, native buttons `button-1` …, one button of every other dialect, a silent one, and the people asked for. */
export async function setStage(pool: Pool, { buttons = 60, people = Object.keys(PEOPLE) as PersonName[] } = {}): Promise<void> {
  await aRegister(pool, { buttons })
  await pool.query(
    `insert into device (id, school_id, kind, dialect, source, external_id, name, silent, synthetic) values
       ('silent-1', 'school-1', 'panicButton', 'native', 'native', 'silent-1', '校长室', true, true),
       ('gb-1', 'school-1', 'panicButton', 'gb28181', '${GB_SOURCE}', '${GB_BUTTON}', '传达室', false, true),
       ('zigbee-1', 'school-1', 'panicButton', 'zigbee2mqtt', '${ZIGBEE_SOURCE}', 'sos-1', '一年级', false, true),
       ('lora-1', 'school-1', 'panicButton', 'chirpstack', '${LORA_SOURCE}', '${LORA_BUTTON}', '操场', false, true)`,
  )
  for (const username of people) {
    const [role, scope] = PEOPLE[username]
    await ensureAccount(pool, { username, name: `示例·${username}`, password: PASSWORD, role, scope, synthetic: true })
  }
}
