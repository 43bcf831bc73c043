// Whose data a principal sees, as SQL, in this one place. Every list and every look-up of scoped data carries one of these conditions.
import { isOfSchool, type Principal, seesSilent } from '#domain/policy.ts'

/** A condition and the values of its parameters, which begin at the number given. */
export interface Condition {
  readonly sql: string
  readonly values: unknown[]
}

/** No condition at all. */
export const EVERY_SCHOOL: Condition = { sql: 'true', values: [] }

/** Rows of a school in scope; rows without school are the district's alone. @param column the school's id, a trusted SQL expression */
export function schoolScope({ schoolIds }: Pick<Principal, 'schoolIds'>, n: number, column: string): Condition {
  return schoolIds === null ? EVERY_SCHOOL : { sql: `${column} = any($${n}::text[])`, values: [schoolIds] }
}

/** Alarms: of schools in scope, silent ones only where no phone of the scene looks (R25). */
export function alarmScope(principal: Principal, n: number): Condition {
  const { sql, values } = schoolScope(principal, n, 'school_id')
  return seesSilent(principal) ? { sql, values } : { sql: `(${sql} and (not silent or released))`, values }
}

/** Devices: of schools in scope; a maintenance vendor sees only its own. */
export function deviceScope(principal: Principal, n: number): Condition {
  if (principal.scope.kind === 'vendor') return { sql: `device.vendor_id = any($${n}::text[])`, values: [principal.scope.ids] }
  return schoolScope(principal, n, 'device.school_id')
}

/** Faults: of schools in scope; a vendor sees those of its own devices. */
export function faultScope(principal: Principal, n: number): Condition {
  if (principal.scope.kind !== 'vendor') return schoolScope(principal, n, 'fault.school_id')
  return { sql: `fault.device_id in (select id from device where vendor_id = any($${n}::text[]))`, values: [principal.scope.ids] }
}

/** Schools and campuses; a vendor sees those where it has devices. @param column the school's id, a trusted SQL expression */
export function placeScope(principal: Principal, n: number, column: string): Condition {
  if (principal.scope.kind !== 'vendor') return schoolScope(principal, n, column)
  return { sql: `${column} in (select school_id from device where vendor_id = any($${n}::text[]))`, values: [principal.scope.ids] }
}

/** Whether it sees every school and campus, so that one answer serves all such readers. */
export const seesEveryPlace = (principal: Principal): boolean => placeScope(principal, 1, 'school_id') === EVERY_SCHOOL

/** Incidents of schools in scope; 教育惩戒 is read by the school itself alone. */
export function incidentScope(principal: Principal, n: number): Condition {
  const { sql, values } = schoolScope(principal, n, 'incident.school_id')
  return isOfSchool(principal) ? { sql, values } : { sql: `(${sql} and incident.kind <> 'discipline')`, values }
}

/** Hazards: of schools in scope; a department sees those that it leads or helps with, police liaisons those of departments of kind police. */
export function hazardScope(principal: Principal, n: number): Condition {
  const { role, scope } = principal
  if (scope.kind === 'department')
    return { sql: `(hazard.lead_dept = any($${n}::text[]) or hazard.co_depts && $${n}::text[])`, values: [scope.ids] }
  const { sql, values } = schoolScope(principal, n, 'hazard.school_id')
  if (role !== 'police') return { sql, values }
  return {
    sql: `(${sql} and exists (select from department d where d.kind = 'police' and (d.id = hazard.lead_dept or d.id = any(hazard.co_depts))))`,
    values,
  }
}

/**
 * 督办单 `o`: a part of the district oversees those on hazards of its own schools; tasks are the whole district's. Which departments see one is
 * said beside it.
 */
export function orderScope({ role, schoolIds }: Pick<Principal, 'role' | 'schoolIds'>, n: number): Condition {
  if (role !== 'bureau' || schoolIds === null) return EVERY_SCHOOL
  // Cast inside the case alone: a task's id is no uuid.
  const hazardId = `case o.owner_kind when 'hazard' then o.owner_id::uuid end`
  return { sql: `exists (select from hazard where hazard.id = ${hazardId} and hazard.school_id = any($${n}::text[]))`, values: [schoolIds] }
}

/** Accounts: all for administrators of rights and the auditor; a school's safety officer sees the guards of the own schools only. */
export function accountScope(principal: Principal, n: number): Condition {
  if (principal.schoolIds === null) return EVERY_SCHOOL
  return {
    sql: `(account_role.role = 'guard' and account_role.scope ->> 'kind' = 'school'
      and exists (select from jsonb_array_elements_text(account_role.scope -> 'ids'))
      and account_role.scope -> 'ids' <@ to_jsonb($${n}::text[]))`,
    values: [principal.schoolIds],
  }
}
