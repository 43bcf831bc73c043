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

export const SignIn = z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) })
export const Session = z
  .object({
    user: z.object({ username: z.string(), name: z.string() }),
    role: Role,
    scope: Scope,
    home: z.string().meta({ description: 'path of the role’s home page' }),
    kind: z.enum(['desk', 'phone']),
    unit: z.string().meta({ description: '单位, as it stands on papers; empty when none is configured' }),
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
