import * as z from 'zod'
import { SchoolId } from './ids.ts'

export const Role = z.enum([
  'operator',
  'shiftLeader',
  'dutyLeader',
  'guard',
  'schoolOfficer',
  'schoolHead',
  'bureau',
  'department',
  'police',
  'technician',
  'vendor',
  'systemAdmin',
  'securityAdmin',
  'auditor',
])
export type Role = z.infer<typeof Role>

/** 数据权限: whose data the holder of a role sees. `ids` are school, township or department ids; a vendor's devices name it. */
export const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('district') }),
  z.object({ kind: z.literal('township'), ids: z.array(z.string()) }),
  z.object({ kind: z.literal('school'), ids: z.array(z.string()) }),
  z.object({ kind: z.literal('department'), ids: z.array(z.string()) }),
  z.object({ kind: z.literal('vendor'), ids: z.array(z.string()) }),
])
export type Scope = z.infer<typeof Scope>

/** The present code of an authenticator (TOTP, RFC 6238). */
const Code = z.string().regex(/^\d{6}$/, 'expected 6 digits')
const GivenPassword = z.string().min(1).max(256)
export const SignIn = z.strictObject({
  username: z.string().min(1).max(64),
  password: GivenPassword,
  code: Code.optional().meta({ description: 'for an account with a second factor' }),
})
/** Says again who is at the desk (R54). */
export const ConfirmIdentity = z.strictObject({ password: GivenPassword, code: Code.optional() })
/** 两步验证: what an authenticator is given, once. */
export const SecondFactorOffer = z
  .object({
    secret: z.string().meta({ description: 'Base32' }),
    uri: z.string().meta({ description: 'otpauth://, as the QR code holds it' }),
  })
  .meta({ id: 'SecondFactorOffer' })
export type SecondFactorOffer = z.infer<typeof SecondFactorOffer>
export const OfferSecondFactor = z.strictObject({ password: GivenPassword })
export const ProveSecondFactor = z.strictObject({ code: Code })
export const ChangePassword = z.strictObject({ password: GivenPassword, newPassword: z.string().min(8).max(256) })
export const Session = z
  .object({
    user: z.object({ username: z.string(), name: z.string() }),
    role: Role,
    scope: Scope,
    home: z.string().meta({ description: 'path of the role’s home page' }),
    kind: z.enum(['desk', 'phone', 'enrolling']).meta({ description: 'enrolling: opens nothing until a second factor is there' }),
    secondFactor: z.boolean().meta({ description: 'whether the account has one' }),
    unit: z.string().meta({ description: '单位, as it stands on papers; empty when none is configured' }),
    departments: z.array(z.string()).meta({ description: 'ids of the departments that they act for' }),
    /** So that a phone, which may read nothing but alarms, can name the place. */
    schools: z
      .array(z.object({ id: SchoolId, name: z.string() }))
      .meta({ description: 'names of the schools in scope; empty when the scope is the district' }),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

/** Enrols a phone: the one-time code that the school's safety officer showed. */
export const EnrolPhone = z.strictObject({ code: z.string().min(1).max(64) })

/** The first account of an empty register. */
export const SetUp = z.strictObject({
  code: z.string().min(1).max(100).meta({ description: 'from the link that the server printed' }),
  username: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'expected 1–64 of letters, digits and . _ -'),
  name: z.string().trim().min(1).max(100),
  password: z.string().min(8).max(256),
})
