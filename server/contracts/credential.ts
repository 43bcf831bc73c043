import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { Instant } from './time.ts'

/** The user name at the broker: a native device's id, or a bridge's mount. */
export const CredentialName = z
  .string()
  .regex(/^([A-Za-z0-9._:-]{1,64}|edge\/[a-z0-9-]{1,32}\/[A-Za-z0-9._-]{1,64})$/, 'expected a device’s id, or edge/<school>/<name>')

export const Credential = z
  .object({
    name: CredentialName,
    kind: z.enum(['password', 'certificate']),
    expiresAt: Instant.nullable().meta({ description: 'of the certificate' }),
    madeBy: z.string(),
    madeAt: Instant,
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Credential' })
export type Credential = z.infer<typeof Credential>
export const CredentialQuery = z.strictObject({ name: z.string().max(110).optional(), ...Page })
export const CredentialList = listOf(Credential).meta({ id: 'CredentialList' })

/** A password is always ours, made anew: nobody can give a default or a shared one. A certificate is named by its CN and its end. */
export const NewCredential = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), name: CredentialName }),
  z.strictObject({ kind: z.literal('certificate'), name: CredentialName, expiresAt: Instant }),
])
export type NewCredential = z.infer<typeof NewCredential>
export const MadeCredential = Credential.extend({
  password: z.string().nullable().meta({ description: 'shown once, kept nowhere' }),
}).meta({ id: 'MadeCredential' })

export const BrokerFiles = z
  .object({
    files: z.array(z.object({ name: z.string(), text: z.string() })).meta({ description: 'to be put beside the broker’s configuration' }),
  })
  .meta({ id: 'BrokerFiles' })
export const BrokerFilesQuery = z.strictObject({ broker: z.enum(['mosquitto', 'emqx']) })

/** What a broker asks before it carries a message; fields that it adds are not looked at. */
export const AskedBroker = z.object({
  username: z.string().max(200),
  action: z.string().max(40).optional(),
  topic: z.string().max(1_000).optional(),
})
export const BrokerAnswer = z
  .object({ result: z.enum(['deny', 'ignore']).meta({ description: 'ignore: the broker’s own rules decide' }) })
  .meta({ id: 'BrokerAnswer' })
