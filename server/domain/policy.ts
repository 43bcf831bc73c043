// Who may do what (design §5), asked by route, query, push room and button alike. Rights are a table; scope is where data is.
import type { Alarm } from '#contracts/alarm.ts'
import type { Role, Scope } from '#contracts/session.ts'

/** Who acts: one signed-in account in one role. */
export interface Principal {
  readonly accountId: string
  readonly username: string
  readonly name: string
  readonly role: Role
  readonly scope: Scope
  /** The schools that `scope` comes to; null = the whole district. */
  readonly schoolIds: readonly string[] | null
  /** Ids of the departments that this person acts for; a police liaison for all of kind police. */
  readonly departments: readonly string[]
  /** A phone is enrolled once and stays signed in, for answering only (R54). */
  readonly session: 'desk' | 'phone' | 'enrolling'
}

const CONTROL_ROOM = ['operator', 'shiftLeader'] as const
const WATCH = [...CONTROL_ROOM, 'dutyLeader'] as const
const SCHOOL = ['schoolOfficer', 'schoolHead'] as const
/** Who acts for departments: their own, or those of the police. */
const DEPARTMENT = ['department', 'police'] as const

/** Right → the roles that hold it. A role that is absent everywhere may only sign in and out. */
const ROLES_OF = {
  'alarm:read': [...WATCH, 'guard', ...SCHOOL, 'bureau'],
  /** Hears of alarms by push, and confirms that they were shown. The bureau reads its evidence, and is not called. */
  'alarm:live': [...WATCH, 'guard', ...SCHOOL],
  'alarm:acknowledge': CONTROL_ROOM,
  'alarm:dispatch': CONTROL_ROOM,
  'alarm:arrive': [...CONTROL_ROOM, 'guard'],
  'alarm:resolve': CONTROL_ROOM,
  'alarm:close': CONTROL_ROOM,
  'alarm:reopen': ['shiftLeader'],
  'alarm:answer': [...CONTROL_ROOM, 'guard'],
  'alarm:call': CONTROL_ROOM,
  'day:read': WATCH,
  /** Tells the guards at the scene of a silent alarm. */
  'alarm:release': CONTROL_ROOM,
  /** Turns the alarm of a drill or test into a real one; nobody turns it back. */
  'alarm:takeAsReal': CONTROL_ROOM,
  /** Puts an alarm that nobody can have pressed aside for a time, and takes it back. */
  'alarm:shelve': CONTROL_ROOM,
  'handover:read': WATCH,
  /** Hands the shift over, takes its alarms by name, and takes the shift. */
  'handover:act': CONTROL_ROOM,
  'sos:raise': ['guard'],
  /** Telephones, boundaries and buttons of the own schools, for a phone that may be without network when they are needed. */
  'site:read': ['guard'],
  'exercise:read': [...WATCH, ...SCHOOL, 'technician'],
  /** A technician opens the test of one device (R11), never a drill. */
  'exercise:open': ['shiftLeader', 'technician'],
  'school:read': [...WATCH, 'guard', ...SCHOOL, 'bureau', 'police', 'technician', 'vendor', 'systemAdmin', 'securityAdmin'],
  /** Telephone numbers are for those who must call. */
  /** Who they are: for those who call, and for the school itself. */
  'contact:read': [...WATCH, 'guard', ...SCHOOL],
  'contact:write': ['schoolOfficer'],
  'school:phones': [...WATCH, 'guard', ...SCHOOL, 'bureau', 'police', 'technician'],
  /** Incidents and disputes: named roles alone (R36). Of 教育惩戒 the bureau and the control room read nothing: `incidentScope`. */
  'incident:read': ['bureau', 'dutyLeader', ...SCHOOL],
  'incident:write': ['bureau', ...SCHOOL],
  /** Makes an incident of a closed, genuine alarm: who may read both. */
  'incident:begin': ['bureau', 'dutyLeader', ...SCHOOL],
  /** Asks to see names, or to erase them; whose word counts as the second person's says {@link mayDecide}. */
  'incident:look': ['bureau', 'dutyLeader', ...SCHOOL],
  'incident:decide': ['bureau', 'dutyLeader', ...SCHOOL],
  'incident:count': ['bureau', 'dutyLeader', ...SCHOOL],
  'incidentRule:read': ['bureau', 'dutyLeader', ...SCHOOL],
  'incidentRule:write': ['bureau'],
  /** The second person of a limit, never who proposed it. */
  'incidentRule:approve': ['bureau', 'dutyLeader'],
  'absence:read': ['bureau', ...SCHOOL],
  'absence:import': ['bureau'],
  'absence:answer': SCHOOL,
  'device:read': [...WATCH, 'guard', ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  /** Straight into the register; a technician's file is a draft that the system administrator applies. */
  'device:write': ['systemAdmin'],
  /** In which share of the time devices were there, and how a school stands. */
  'availability:read': [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  'workOrder:read': [...WATCH, ...SCHOOL, 'technician', 'vendor', 'systemAdmin'],
  'workOrder:write': ['technician', 'vendor'],
  'storage:read': ['technician', 'systemAdmin'],
  'schoolVisit:write': ['technician', 'schoolOfficer'],
  'maintenance:read': [...WATCH, ...SCHOOL, 'technician', 'vendor', 'systemAdmin'],
  'maintenance:write': ['technician', 'systemAdmin'],
  'alarmGap:read': [...WATCH, ...SCHOOL, 'guard', 'bureau', 'technician', 'systemAdmin'],
  /** The school says that it knows; the control room or a technician, whom of it he told. */
  'alarmGap:confirm': [...CONTROL_ROOM, ...SCHOOL, 'technician'],
  'fault:read': [...WATCH, ...SCHOOL, 'bureau', 'technician', 'vendor', 'systemAdmin'],
  'deadLetter:read': ['technician', 'systemAdmin'],
  'deadLetter:payload': ['technician', 'systemAdmin'],
  /** The payload of what may have been a press: its content is an alarm's, which systemAdmin does not see. */
  'deadLetter:press': ['technician'],
  'deadLetter:replay': ['technician', 'systemAdmin'],
  decode: ['technician', 'systemAdmin'],
  'unregistered:read': ['technician', 'systemAdmin'],
  'unregistered:adopt': ['systemAdmin'],
  'unregistered:draft': ['technician', 'systemAdmin'],
  /** Which registers a role brings in, domain/register.ts says; a school's officer brings in the own school's. */
  'register:import': ['technician', 'systemAdmin', 'bureau', 'schoolOfficer'],
  'register:apply': ['systemAdmin', 'bureau', 'schoolOfficer'],
  /** Draws boundaries of campuses; a technician's drawing is a draft. */
  'campus:write': ['systemAdmin'],
  'campus:draft': ['technician', 'systemAdmin'],
  'credential:read': ['technician', 'systemAdmin'],
  'credential:write': ['systemAdmin'],
  'source:read': ['technician', 'systemAdmin'],
  'source:write': ['systemAdmin'],
  'source:draft': ['technician', 'systemAdmin'],
  'account:read': ['securityAdmin', 'auditor', 'schoolOfficer'],
  'account:write': ['securityAdmin'],
  'enrolment:write': ['schoolOfficer'],
  /** 催办: the bureau asks, the school answers. */
  'urge:read': ['bureau', ...SCHOOL],
  'urge:write': ['bureau'],
  'urge:answer': SCHOOL,
  'gapAction:read': ['bureau', ...SCHOOL],
  'gapAction:write': ['bureau'],
  'reportedFigure:read': ['bureau'],
  'reportedFigure:write': ['bureau'],
  'audit:read': ['auditor'],
  /** 月报、通报, made of the bureau's own figures. */
  'report:read': ['bureau', 'dutyLeader'],
  'report:write': ['bureau'],
  'report:schedule': ['bureau'],
  /** Is a recipient of scheduled reports, and signs for them. */
  'report:receive': ['bureau', 'schoolHead', ...DEPARTMENT],
  /** 佐证包: everything that proves the figures of a period. */
  'evidence:export': ['bureau'],
  /** The yearly audit of minors' personal data, as one file (R57). */
  'minorsAudit:export': ['bureau', 'auditor'],
  /** Keys by which other programs read lists. */
  'apiKey:read': ['securityAdmin', 'auditor'],
  'apiKey:write': ['securityAdmin'],
  /** Photos and papers of a school's file 一校一档. */
  'schoolFile:read': ['bureau', ...SCHOOL],
  'schoolFile:write': ['bureau', 'schoolOfficer'],
  'task:read': ['bureau', ...DEPARTMENT],
  /** Sets tasks, verifies them, reminds. */
  'task:write': ['bureau'],
  /** Signs for, reports on and finishes the own department's tasks and orders. */
  'task:report': DEPARTMENT,
  'task:note': ['bureau', ...DEPARTMENT],
  'supervision:read': ['bureau', ...DEPARTMENT],
  'supervision:write': ['bureau'],
  'campaign:find': ['bureau', ...DEPARTMENT],
  'teacherLoan:read': ['bureau', ...SCHOOL],
  'teacherLoan:write': ['bureau'],
  'requestList:read': ['bureau', ...DEPARTMENT, ...SCHOOL],
  'requestList:propose': ['bureau', ...DEPARTMENT],
  /** By a second person: not who proposed it. */
  'requestList:decide': ['bureau'],
  'schoolRequest:read': ['bureau', ...DEPARTMENT, ...SCHOOL],
  'schoolRequest:issue': ['bureau', ...DEPARTMENT],
  /** The school's officer alone: no teacher needs an account. */
  'schoolRequest:answer': ['schoolOfficer'],
  /** Rules, exemptions and periods: proposed by one of the bureau, approved by another. */
  'measure:rule': ['bureau'],
  'measure:exempt': ['bureau'],
  'measure:period': ['bureau'],
  /** Figures of the plan and the evidence behind them. */
  'measure:read': ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL, 'auditor'],
  /** A row of evidence itself, which may name a person. */
  'evidence:read': ['bureau', 'dutyLeader', 'shiftLeader', ...SCHOOL],
  /** What each department answers for, against its days. */
  'department:standing': ['bureau'],
  'department:read': ['bureau', ...SCHOOL, 'department', 'police', 'securityAdmin'],
  'department:write': ['bureau'],
  /** A department sees its own hazards alone, a school those of its own. */
  'hazard:read': ['bureau', ...SCHOOL, 'department', 'police'],
  'hazard:report': ['bureau', 'schoolOfficer'],
  'hazard:assign': ['bureau'],
  'hazard:rectify': ['department', 'police', 'schoolOfficer'],
  'hazard:verify': ['bureau', 'schoolOfficer'],
  'hazard:strikeOff': ['bureau'],
  /** Venues around schools, the rules on their distance, surveys. */
  'venue:read': ['bureau', ...SCHOOL],
  'venue:write': ['bureau'],
  'belt:survey': ['bureau', 'schoolOfficer'],
  'distanceRule:write': ['bureau'],
  /** Makes and revokes sealed links for field officers. */
  'hazard:link': ['bureau', 'department', 'police'],
  /** 督导结果 into the appraisal, and 问责. */
  'appraisal:write': ['bureau'],
  /** 提醒 to one's own department, school or bureau, and the receipt for it. */
  'notice:read': ['bureau', ...SCHOOL, ...DEPARTMENT],
  'hazard:note': ['bureau', 'schoolOfficer', 'department', 'police'],
} as const satisfies Record<string, readonly Role[]>

export type Right = keyof typeof ROLES_OF
export const RIGHTS = Object.keys(ROLES_OF) as readonly Right[]

/** Acts on what is the whole district's: its rules, periods, lists and departments. Who has a part of it leaves them to who has it all. */
const DISTRICT_RIGHTS: readonly Right[] = [
  'measure:rule',
  'measure:period',
  'reportedFigure:read',
  'reportedFigure:write',
  'requestList:decide',
  'distanceRule:write',
  'incidentRule:write',
  'incidentRule:approve',
  'department:write',
  'appraisal:write',
  'task:write',
  'report:schedule',
  'minorsAudit:export',
]
/** Whether a right is the whole district's, and no part's. */
export const isOfDistrict = (right: Right): boolean => DISTRICT_RIGHTS.includes(right)

/** What an enrolled phone may do, whatever its holder's role (R54). */
const PHONE_RIGHTS: readonly Right[] = ['alarm:read', 'alarm:live', 'alarm:answer', 'alarm:arrive', 'sos:raise', 'site:read']

/** Whether the principal holds a right at all; on what, its scope says. */
export function may({ role, session, scope }: Pick<Principal, 'role' | 'session' | 'scope'>, right: Right): boolean {
  const roles: readonly Role[] = ROLES_OF[right]
  if (isOfDistrict(right) && scope.kind !== 'district') return false
  return roles.includes(role) && (session === 'desk' || (session === 'phone' && PHONE_RIGHTS.includes(right)))
}

/** Whether somebody with an open screen is at the district's desk: may take any alarm of it, not only those of a part. */
export const mansDesk = (principal: Pick<Principal, 'role' | 'session' | 'scope' | 'schoolIds'>): boolean =>
  principal.session === 'desk' && principal.schoolIds === null && may(principal, 'alarm:acknowledge')

/** The roles that hold a right. */
export const rolesWith = (right: Right): readonly Role[] => ROLES_OF[right]

/** The schools with which somebody deals: a department with all of them, whoever else with those in scope. Null = all. */
export const dealsWith = ({ scope, schoolIds }: Pick<Principal, 'scope' | 'schoolIds'>): readonly string[] | null =>
  scope.kind === 'department' ? null : schoolIds

/** Whether a school's data is in scope; what belongs to no school is the district's alone. */
export function seesSchool({ schoolIds }: Pick<Principal, 'schoolIds'>, schoolId: string | null): boolean {
  return schoolIds === null || (schoolId !== null && schoolIds.includes(schoolId))
}

/** The townships that a part of the bureau answers for: its campaigns and meetings are theirs; null = the whole district. */
export const ownTownships = ({ scope }: Pick<Principal, 'scope'>): readonly string[] | null =>
  scope.kind === 'township' ? scope.ids : null

/** The departments whose tasks, orders and requests are this person's; null = all. */
export function departmentsOf({ role, departments }: Pick<Principal, 'role' | 'departments'>): readonly string[] | null {
  return role === 'bureau' ? null : departments
}

/** Of a silent button's alarm nothing at all may appear on a phone at the scene (R25), until the control room releases it. */
export function seesSilent({ role, session }: Pick<Principal, 'role' | 'session'>): boolean {
  return role !== 'guard' && session !== 'phone'
}

type Reader = Pick<Principal, 'role' | 'session' | 'scope' | 'schoolIds'>
type Audible = Readonly<Pick<Alarm, 'schoolId' | 'silent' | 'released'>>

const isHidden = ({ silent, released }: Audible): boolean => silent && !released

/** Whether this person may read this alarm. */
export function seesAlarm(principal: Reader, alarm: Audible): boolean {
  return may(principal, 'alarm:read') && seesSchool(principal, alarm.schoolId) && (!isHidden(alarm) || seesSilent(principal))
}

/** The push rooms in which a principal hears of alarms; none for those who are not called. A guard has schools, never the district. */
export function roomsOf(principal: Reader): string[] {
  if (!may(principal, 'alarm:live')) return []
  if (principal.schoolIds === null) return seesSilent(principal) ? ['district'] : []
  const kind = seesSilent(principal) ? 'school' : 'guard'
  return principal.schoolIds.map((id) => `${kind}:${id}`)
}

/** The push rooms that hear of an alarm; the counterpart of {@link roomsOf}. */
export function audienceOf(alarm: Audible): string[] {
  const { schoolId } = alarm
  if (schoolId === null) return ['district']
  return ['district', `school:${schoolId}`, ...(isHidden(alarm) ? [] : [`guard:${schoolId}`])]
}

/** Whether somebody is of a school itself, not above it. */
export const isOfSchool = ({ role }: Pick<Principal, 'role'>): boolean => (SCHOOL as readonly Role[]).includes(role)

/**
 * Whether somebody may be the second person of a request: never who asked; for the bureau and the duty leader one of them or the school's
 * head; for the school's people one another.
 */
export function mayDecide(by: Pick<Principal, 'username' | 'role'>, request: { askedBy: string; askedRole: string }): boolean {
  if (by.username === request.askedBy) return false
  if (isOfSchool({ role: request.askedRole as Role })) return isOfSchool(by)
  return by.role === 'bureau' || by.role === 'dutyLeader' || by.role === 'schoolHead'
}

/** 三员: who runs the system, who grants rights, who reads the log; no account holds two of them, not even one after the other. */
export const ADMINISTRATORS: readonly Role[] = ['systemAdmin', 'securityAdmin', 'auditor']

/** Watch-keepers' workstations stay on: no idle limit, only the absolute one (R54). A guard's gate-room desk keeps watch too. */
export const WATCH_ROLES: readonly Role[] = [...WATCH, 'guard']

/** How long a word about who is at the desk holds for an export, ms. */
const CONFIRMED_MS = 10 * 60_000

/** Whether a workstation that stays signed in must say again who is at it, before a copy leaves the house (R54). */
export const mustConfirm = ({ role, session }: Pick<Principal, 'role' | 'session'>, confirmedAtMs: number, nowMs: number): boolean =>
  session === 'desk' && WATCH_ROLES.includes(role) && nowMs - confirmedAtMs > CONFIRMED_MS

/**
 * Whether somebody needs a second factor to come in at a desk (R53), where it is required at all: from outside everybody; from inside
 * those who run the system or may take data away. Watch-keepers on the spot confirm each export instead.
 */
export const needsFactor = (role: Role, remote: boolean): boolean => remote || !WATCH_ROLES.includes(role)

const HOMES: Record<Role, string> = {
  operator: '/control-room',
  shiftLeader: '/control-room',
  dutyLeader: '/control-room',
  guard: '/guard',
  schoolOfficer: '/school',
  schoolHead: '/school',
  bureau: '/bureau',
  department: '/department',
  police: '/department',
  technician: '/technician',
  vendor: '/technician',
  systemAdmin: '/admin',
  securityAdmin: '/admin',
  auditor: '/admin',
}
export const homeOf = (role: Role): string => HOMES[role]

const DISTRICT = ['district'] as const
const AREA = ['district', 'township'] as const
const SCOPES_OF: Record<Role, readonly Scope['kind'][]> = {
  operator: AREA,
  shiftLeader: AREA,
  dutyLeader: AREA,
  guard: ['school'],
  schoolOfficer: ['school'],
  schoolHead: ['school'],
  bureau: AREA,
  department: ['department'],
  police: [...AREA, 'school'],
  technician: [...AREA, 'school'],
  vendor: ['vendor'],
  systemAdmin: DISTRICT,
  securityAdmin: DISTRICT,
  auditor: DISTRICT,
}

/** The kinds of scope that a role can have. */
export const scopeKindsOf = (role: Role): readonly Scope['kind'][] => SCOPES_OF[role]

/** Why a role cannot have a scope, or null: a guard of the whole district would hear of every school. */
export function scopeRefusal(role: Role, scope: Scope): string | null {
  const kinds = SCOPES_OF[role]
  if (!kinds.includes(scope.kind)) return `expected a scope of kind ${kinds.join(' or ')} for ${role}, found ${scope.kind}`
  return scope.kind !== 'district' && scope.ids.length === 0 ? 'expected at least one id' : null
}
