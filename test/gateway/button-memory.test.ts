import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ButtonMemory } from '../../server/gateway/button-memory.ts'
import { aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const BUTTONS = 120 // more than one run reads

let database: FreshDatabase
let memory: ButtonMemory
const errors: Error[] = []
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: BUTTONS })
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
  for (let n = 1; n <= BUTTONS; n++)
    await vi.waitFor(() => expect(memory.recall(`button-${n}`)).toMatchObject({ devices: [{ id: `button-${n}` }] }), LONG)
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

it('reads a button again that was heard while it was being read', async () => {
  let arrived = () => {}
  const reading = new Promise<void>((resolve) => (arrived = resolve))
  let go = () => {}
  const held = new Promise<void>((resolve) => (go = resolve))
  let reads = 0
  const slow = new Proxy(database.pool, {
    get(pool, name) {
      const value: unknown = Reflect.get(pool, name)
      if (name !== 'query' || typeof value !== 'function') return typeof value === 'function' ? value.bind(pool) : value
      return async (statement: { name?: string }) => {
        const answer: unknown = await value.call(pool, statement)
        if (statement.name === 'read-entries' && reads++ === 0) {
          arrived()
          await held
        }
        return answer
      }
    },
  })
  const other = new ButtonMemory(slow, (error) => errors.push(error))
  other.start()
  await reading
  await database.pool.query('update device set silent = true')
  other.forget(Array.from({ length: BUTTONS }, (_, n) => `button-${n + 1}`))
  go()
  for (let n = 1; n <= BUTTONS; n++)
    await vi.waitFor(() => expect(other.recall(`button-${n}`)).toMatchObject({ devices: [{ silent: true }] }), LONG)
  await other.stop()
})
