import * as z from 'zod'
import { DeviceKind, NewDevice } from './device.ts'
import { listOf, Page, SchoolId } from './ids.ts'
import { Instant, LngLat } from './time.ts'

/** What a person adds to adopt a device: place and kind; dialect and identity it has said itself. */
export const Adoption = NewDevice.omit({ source: true, externalId: true })
export type Adoption = z.infer<typeof Adoption>

export const Unregistered = z
  .object({
    id: z.string(),
    source: z.string(),
    externalId: z.string(),
    point: z.string().meta({ description: "which of a recorder's cameras, where they share its identity; '' otherwise" }),
    dialect: z.string(),
    schoolId: SchoolId.nullable().meta({ description: 'as the topic or the mount says' }),
    bridgeId: z.string().nullable(),
    kind: DeviceKind.nullable().meta({ description: 'a guess by what it said' }),
    name: z.string().nullable().meta({ description: 'as it calls itself' }),
    position: LngLat.nullable().meta({ description: 'as it says itself, WGS-84' }),
    firstAt: Instant,
    lastAt: Instant,
    count: z.int().meta({ description: 'messages heard' }),
    kept: z.int().meta({ description: 'messages kept, to be replayed on adoption' }),
    suspect: z.boolean().meta({ description: 'something it said may have been a press' }),
    draft: z.object({ adoption: Adoption, by: z.string() }).nullable(),
    dismissedAt: Instant.nullable(),
  })
  .meta({ id: 'Unregistered' })
export type Unregistered = z.infer<typeof Unregistered>

export const UnregisteredQuery = z.strictObject({
  school: SchoolId.optional(),
  dialect: z.string().max(64).optional(),
  kind: DeviceKind.optional(),
  bridge: z.string().max(200).optional().meta({ description: 'of one recorder or platform' }),
  state: z.enum(['open', 'dismissed']).default('open'),
  ...Page,
})
export const UnregisteredList = listOf(Unregistered).meta({ id: 'UnregisteredList' })

/** Who reports devices that are not registered: a recorder's or platform's catalogue, a gateway. */
export const UnregisteredBridge = z
  .object({ source: z.string(), bridgeId: z.string(), devices: z.int(), cameras: z.int() })
  .meta({ id: 'UnregisteredBridge' })
export type UnregisteredBridge = z.infer<typeof UnregisteredBridge>
export const UnregisteredBridgeList = listOf(UnregisteredBridge).meta({ id: 'UnregisteredBridgeList' })

/** A list of cameras that a person brings: what a recorder answered to GetProfiles or GetVideoSources, or a platform to a query of its catalogue. */
export const Catalogue = z.strictObject({
  prefix: z
    .string()
    .max(300)
    .regex(/^edge\/[^/+#]+\/[^/+#]+\/[^/+#]+$/, 'expected edge/<school>/<mount>/<recorder>')
    .meta({ description: "the recorder's own part of its topics: for ONVIF its TopicPrefix" }),
  document: z.string().min(1).max(1_000_000).meta({ description: 'XML, as it was answered' }),
})
export const CatalogueTaken = z
  .object({
    listed: z.int().meta({ description: 'cameras in it' }),
    waiting: z.int().meta({ description: 'of this recorder or platform, in the inbox now' }),
    bridgeId: z.string().meta({ description: 'by which the inbox finds them' }),
  })
  .meta({ id: 'CatalogueTaken' })
export type CatalogueTaken = z.infer<typeof CatalogueTaken>

export const Adopted = z
  .object({
    deviceId: z.string(),
    replayed: z.int().meta({ description: 'kept messages that were taken now' }),
    alarms: z.int().meta({ description: 'alarms that they raised or changed; each is marked late' }),
  })
  .meta({ id: 'Adopted' })
export type Adopted = z.infer<typeof Adopted>
