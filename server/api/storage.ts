import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { StorageUse } from '#contracts/storage.ts'
import type { Pool } from '../store/pool.ts'
import { readStorage } from '../store/storage.ts'
import { reads } from './answer.ts'

export interface StorageOptions {
  /** What the disk can hold for the database, bytes; null: nobody told. */
  capacityBytes?: number | null
  /** Days that rows are kept, by table. */
  keepDays?: Readonly<Record<string, number>>
}

/** Disk use per day, with the forecast. */
export const storageRoutes: FastifyPluginAsyncZod<{ pool: Pool } & StorageOptions> = async (app, { pool, capacityBytes, keepDays }) => {
  app.get(
    '/storage',
    {
      config: { right: 'storage:read' },
      schema: { operationId: 'getStorage', tags: ['health'], querystring: z.strictObject({}), response: reads({ 200: StorageUse }) },
    },
    () => readStorage(pool, capacityBytes ?? null, keepDays ?? {}),
  )
}
