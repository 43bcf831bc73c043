import * as z from 'zod'
import { listOf, Page } from './ids.ts'
import { Role, Scope } from './session.ts'
import { Instant } from './time.ts'

export const Username = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -')

/** An account (账号) with its one role and scope. */
export const Account = z
  .object({
    username: Username,
    name: z.string(),
    role: Role.nullable(),
    scope: Scope.nullable(),
    synthetic: z.boolean(),
    disabled: z.boolean(),
    secondFactor: z.boolean(),
    sessions: z.int().meta({ description: 'sessions that have not ended' }),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof Account>
export const AccountQuery = z.strictObject({
  role: Role.optional(),
  find: z.string().trim().max(100).optional().meta({ description: 'part of the user name or the name' }),
  ...Page,
})
export const AccountList = listOf(Account).meta({ id: 'AccountList' })

/** ASVS 2.1: at least 8 characters, long ones allowed, nothing trimmed. */
const Password = z.string().min(8).max(256)
export const NewAccount = z.strictObject({
  username: Username,
  name: z.string().trim().min(1).max(100),
  password: Password,
  role: Role,
  scope: Scope,
})
export type NewAccount = z.infer<typeof NewAccount>
export const ChangeRole = z.strictObject({ role: Role, scope: Scope })
export const ResetPassword = z.strictObject({ password: Password })
export const DisableAccount = z.strictObject({ disabled: z.boolean() })
export const EndedSessions = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' })

export const NewEnrolment = z.strictObject({ username: Username })
export const Enrolment = z
  .object({
    code: z.string().meta({ description: 'valid once' }),
    url: z.string().meta({ description: 'what the QR code holds; the code is in the fragment, which no log sees' }),
    expiresAt: Instant,
  })
  .meta({ id: 'Enrolment' })
export type Enrolment = z.infer<typeof Enrolment>
