import * as z from 'zod'
import { DialectName } from './device.ts'
import { SchoolId } from './ids.ts'
import { Instant } from './time.ts'

/** Which part of a message names the device, where it is not the one that the dialect says. */
const SourceIdentity = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('topic'), level: z.int().min(1).max(20).meta({ description: 'level of the topic, from 1' }) }),
  z.strictObject({
    from: z.literal('payload'),
    field: z
      .string()
      .regex(/^[^.\s]{1,64}(\.[^.\s]{1,64}){0,7}$/, 'expected the names of a JSON field, joined by dots')
      .meta({ description: 'JSON field, e.g. data.sn' }),
  }),
])

export const SourceId = z.string().min(1).max(200)

/** 来源: one tree or mount of the broker, and how what is said there is read. */
export const SourceSettings = z.strictObject({
  filters: z.array(z.string().min(1).max(500)).min(1).max(64).meta({ description: 'MQTT topic filters' }),
  dialect: DialectName,
  baseLevels: z.int().min(0).max(20).meta({ description: "leading levels of the topic below which the dialect's own tree begins" }),
  schoolId: SchoolId.nullable().default(null).meta({ description: 'school of everything heard here' }),
  schoolLevel: z.int().min(1).max(20).nullable().default(null).meta({ description: 'or the level of the topic that holds its code' }),
  identity: SourceIdentity.nullable().default(null).meta({ description: 'null: as the dialect says' }),
  datum: z.enum(['wgs84', 'gcj02', 'bd09']).default('wgs84').meta({ description: 'of positions in the payload' }),
  timeZone: z.string().min(1).max(64).default('Asia/Shanghai').meta({ description: 'of times without offset, IANA name' }),
  policePlatform: z
    .boolean()
    .default(false)
    .meta({ description: 'the police platform: its GB/T 28181 catalogue is evidence of the networking rate' }),
  off: z.boolean().default(false).meta({ description: 'what is heard here is a dead letter' }),
})
export type SourceSettings = z.infer<typeof SourceSettings>

/** A source with its name: what the gateway works by. */
export type SourceRow = SourceSettings & { readonly id: string }

const SourceTraffic = z.object({
  perMinute: z.number().meta({ description: 'messages a minute over the last ten minutes' }),
  messages: z.int().meta({ description: 'of the last 24 h' }),
  deadLetters: z.int().meta({ description: 'of the last 24 h' }),
  lastAt: Instant.nullable(),
})
export type SourceTraffic = z.infer<typeof SourceTraffic>

const SourceDraft = z.object({ settings: SourceSettings, draftedBy: z.string(), draftedAt: Instant })

export const SourceView = z
  .object({
    id: z.string(),
    builtIn: z.boolean().meta({ description: 'understood without any configuration' }),
    changed: z.boolean().meta({ description: 'a row of its own is in force' }),
    settings: SourceSettings.nullable().meta({ description: 'null: only drafted' }),
    draft: SourceDraft.nullable(),
    traffic: SourceTraffic,
  })
  .meta({ id: 'Source' })
export type SourceView = z.infer<typeof SourceView>
export const SourceList = z
  .object({ items: z.array(SourceView), unmatched: SourceTraffic.meta({ description: 'messages of no source' }) })
  .meta({ id: 'SourceList' })
export type SourceList = z.infer<typeof SourceList>
