// 数据密钥: another program of the bureau reads lists with a key of its own, without anybody's account.
import * as z from 'zod'
import { Instant } from './time.ts'

/** Lists that another program may read; none holds a person's name there. */
export const OpenList = z.enum(['measures', 'measure-schools', 'devices', 'faults', 'alarms'])

const KeyScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('district') }),
  z.strictObject({ kind: z.literal('township'), ids: z.array(z.string().min(1).max(64)).min(1).max(100) }),
])

const Granted = { name: z.string().trim().min(1).max(100), lists: z.array(OpenList).min(1), scope: KeyScope }

export const ApiKey = z
  .object({
    ...Granted,
    id: z.uuid(),
    expiresAt: Instant,
    madeBy: z.string(),
    madeAt: Instant,
    revokedAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>
export const ApiKeyList = z.object({ items: z.array(ApiKey), nextCursor: z.null() }).meta({ id: 'ApiKeyList' })

export const NewApiKey = z.strictObject({ ...Granted, days: z.int().min(1).max(366).meta({ description: 'until it expires' }) })
export type NewApiKey = z.infer<typeof NewApiKey>
/** The only time that the key itself is told. */
export const MadeApiKey = ApiKey.extend({ key: z.string() }).meta({ id: 'MadeApiKey' })
export type MadeApiKey = z.infer<typeof MadeApiKey>
