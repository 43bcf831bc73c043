import { afterAll, beforeAll, expect, it } from 'vitest'
import { DecoderMemory } from '../../server/gateway/decoder-memory.ts'
import { MemoryKeeper } from '../../server/gateway/memory-keeper.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const fail = (error: Error) => {
  throw error
}

it('gives back after a restart what was remembered before, whatever a device called itself', async () => {
  const memory = new DecoderMemory()
  const keeper = new MemoryKeeper(database.pool, memory, fail)
  memory.keep('sparkplug', ':xq/gw', { bdSeq: 1, seq: 7, aliases: { 11: 'Inputs/Panic \ud800\0' }, standing: [] })
  memory.keep('aliyun', ':pk/a', { standing: ['x'] })
  memory.keep('aliyun', ':pk/b', { standing: [] })
  await keeper.stop()
  memory.keep('aliyun', ':pk/b', undefined)
  await keeper.stop()

  const restored = new DecoderMemory()
  await new MemoryKeeper(database.pool, restored, fail).restore()
  expect(restored.get('sparkplug', ':xq/gw')).toEqual({ bdSeq: 1, aliases: { 11: 'Inputs/Panic \ufffd\ufffd' }, standing: [] })
  expect(restored.get('aliyun', ':pk/a')).toEqual({ standing: ['x'] })
  expect(restored.get('aliyun', ':pk/b')).toBeUndefined()
})
