import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ButtonMemory } from '../../server/gateway/button-memory.ts'
import { aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
let memory: ButtonMemory
const errors: Error[] = []
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 450 }) // more than one run reads
  memory = new ButtonMemory(database.pool, (error) => errors.push(error))
  memory.start()
})
afterAll(async () => {
  await memory.stop()
  await database.drop()
  expect(errors).toEqual([])
})

const LONG = { timeout: 60_000, interval: 20 }

it('remembers all buttons soon after the start, and nobody else', async () => {
  await vi.waitFor(() => expect(memory.recall('button-450')).toBeDefined(), LONG)
  expect(memory.recall('button-1')).toMatchObject({ externalId: 'button-1', devices: [{ id: 'button-1', schoolId: 'school-1' }] })
  expect(memory.recall('nobody')).toBeUndefined()
})

it('reads a button again that was heard: as it stands then', async () => {
  await database.pool.query(`update device set silent = true where id = 'button-2'`)
  expect(memory.recall('button-2')).toMatchObject({ devices: [{ silent: false }] })
  memory.forget(['button-2', 'nobody'])
  expect(memory.recall('button-2')).toBeUndefined()
  await vi.waitFor(() => expect(memory.recall('button-2')).toMatchObject({ devices: [{ silent: true }] }), LONG)
  expect(memory.recall('nobody')).toBeUndefined()
})
