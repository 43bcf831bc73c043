import { randomBytes } from 'node:crypto'
import type { Device, DialectName, NewDevice } from '#contracts/device.ts'
import type { Problem } from '#contracts/problem.ts'
import { gbIdRefusal } from '#domain/gb-id.ts'
import type { Principal } from '#domain/policy.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { findDevice, findPlace, insertDevice } from '../store/device-list.ts'
import type { Queryable } from '../store/pool.ts'
import { removeUnregistered } from '../store/unregistered.ts'

export type DialectOfSource = (source: string) => DialectName | null

const refusedField = (field: string, message: string): Refusal =>
  refuse('refused-input', `${field}: ${message}`, { errors: [{ path: `body.${field}`, message }] })

/** Adds one device to the register. Refuses, with field and reason, an unknown place, source or identity (R42), and a double. */
export async function registerDevice(
  db: Queryable,
  dialectOfSource: DialectOfSource,
  principal: Principal,
  wanted: NewDevice,
): Promise<{ ok: true; device: Device } | { ok: false; problem: Problem }> {
  const dialect = dialectOfSource(wanted.source)
  if (dialect === null) return refusedField('source', `no configured source is named ${wanted.source}`)
  const misnamed = identityRefusal(wanted, dialect)
  if (misnamed) return misnamed
  const place = await findPlace(db, principal, wanted)
  if (!place.school) return refusedField('schoolId', `there is no school ${wanted.schoolId}`)
  if (!place.campus) return refusedField('campusId', `school ${wanted.schoolId} has no campus ${wanted.campusId}`)
  if (wanted.parentId) {
    const parent = await findDevice(db, principal, wanted.parentId)
    if (parent?.schoolId !== wanted.schoolId)
      return refusedField('parentId', `school ${wanted.schoolId} has no device ${wanted.parentId} to hang it on`)
  }
  const id = wanted.id ?? (dialect === 'native' ? wanted.externalId : `d-${randomBytes(8).toString('hex')}`)
  const repeatsUntilReceipt = dialect === 'native' && wanted.kind === 'panicButton' // R45: a native button repeats until `received`
  const taken = await insertDevice(db, { ...wanted, id, dialect, name: wanted.name ?? wanted.externalId, repeatsUntilReceipt })
  if (taken) return double(taken, { ...wanted, id })
  await removeUnregistered(db, wanted.source, wanted.externalId, wanted.point ?? '')
  const device = await findDevice(db, principal, id)
  if (!device) throw new Error(`device ${id} was just registered and cannot be read`)
  return { ok: true, device }
}

/** Names that begin a tree, or are a program's own on the broker: a device so called would be given what is theirs. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['edge', 'xiaowei', 'app', 'demo', 'simulator'])

/** Why a device of this kind and dialect cannot be known by this identity (R42), or null. */
export function identityRefusal(
  { id, externalId, kind }: Pick<NewDevice, 'id' | 'externalId' | 'kind'>,
  dialect: DialectName,
): Refusal | null {
  if (id !== undefined && RESERVED_NAMES.has(id)) return refusedField('id', `${id} is a name of the broker’s own`)
  if (dialect === 'native' && RESERVED_NAMES.has(externalId))
    return refusedField('externalId', `${externalId} is a name of the broker’s own`)
  if (dialect === 'gb28181') {
    const wrong = gbIdRefusal(externalId, kind)
    return wrong ? refusedField('externalId', wrong) : null
  }
  if (dialect !== 'native') return null
  // A native device's id is a level of its own topics.
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(externalId)) return refusedField('externalId', 'expected 1–64 of letters, digits and . _ : -')
  return id === undefined || id === externalId ? null : refusedField('externalId', `expected ${id}: a native device is known by its id`)
}

function double(taken: 'id' | 'externalId', { id, source, externalId, point }: NewDevice): Refusal {
  const message =
    taken === 'id' ? `there is a device ${id}` : `source ${source} has a device ${externalId}${point ? ` at point ${point}` : ''}`
  return refuse('conflict', message, { errors: [{ path: `body.${taken}`, message: 'is taken' }] })
}
