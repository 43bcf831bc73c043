import type { Holiday, ProposeRule } from '#contracts/incident-rule.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { audit } from '../store/audit.ts'
import { lockCountingWorkingDays } from '../store/incident.ts'
import { approveRuleRow, insertRule, listRules, replaceHolidays } from '../store/incident-rule.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { type Actor, actedBy } from './actor.ts'
import { setClocks } from './change-incident.ts'

type Done = { ok: true } | Refusal

/** Proposes the next version of a limit; until a second person approves it nothing changes. */
export const proposeRule = (pool: Pool, actor: Actor, wanted: ProposeRule): Promise<Done> =>
  transaction(pool, async (db) => {
    const waiting = (await listRules(db)).find(({ rule, approvedAt }) => rule === wanted.rule && approvedAt === null)
    if (waiting) return refuse('conflict', `version ${waiting.version} of ${waiting.proposedByName} waits for approval`)
    const version = await insertRule(db, wanted, actor.principal.username)
    if (version === null) return refuse('conflict', 'somebody else has just proposed a version')
    await audit(db, { ...actedBy(actor), action: 'incidentRule.propose', object: wanted.rule, result: 'ok', data: { ...wanted, version } })
    return { ok: true }
  })

/** The second person's word: in force from now on. */
export const approveRule = (pool: Pool, actor: Actor, rule: string, version: number): Promise<Done> =>
  transaction(pool, async (db) => {
    const found = (await listRules(db)).find((one) => one.rule === rule && one.version === version)
    if (!found) return refuse('not-found', `there is no version ${version} of ${rule}`)
    if (!(await approveRuleRow(db, rule, version, actor.principal.username)))
      return refuse('conflict', found.approvedAt ? `${found.approvedByName} has approved it already` : 'a second person has to approve it')
    await audit(db, { ...actedBy(actor), action: 'incidentRule.approve', object: rule, result: 'ok', data: { version } })
    return { ok: true }
  })

/** Replaces a year's list of holidays, and works out anew what counts working days and is not done. */
export const setHolidays = (pool: Pool, actor: Actor, year: number, days: readonly Holiday[]): Promise<Done> =>
  transaction(pool, async (db) => {
    const incidents = await lockCountingWorkingDays(db)
    await replaceHolidays(db, year, days, actor.principal.username)
    for (const incident of incidents) await setClocks(db, incident)
    const data = { days: days.length, clocks: incidents.length }
    await audit(db, { ...actedBy(actor), action: 'holiday.set', object: String(year), result: 'ok', data })
    return { ok: true }
  })
