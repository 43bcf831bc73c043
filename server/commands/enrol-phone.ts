import type { Problem } from '#contracts/problem.ts'
import { refuse } from '#domain/problem.ts'
import { findAccountById } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { useEnrolment } from '../store/enrolment.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { openSession } from '../store/session.ts'

/** Exchanges a one-time code for a phone session: signed in for 180 days, for answering only (R54). */
export const enrolPhone = (
  pool: Pool,
  { code, address, userAgent }: { code: string; address: string; userAgent: string | null },
): Promise<{ ok: true; token: string } | { ok: false; problem: Problem }> =>
  transaction(pool, async (db) => {
    const accountId = await useEnrolment(db, code)
    const account = accountId === null ? null : await findAccountById(db, accountId)
    const usable = account !== null && !account.disabled && account.role === 'guard'
    const line = { account: account?.username ?? null, role: account?.role ?? null, address, action: 'session.open', object: 'phone' }
    await audit(db, { ...line, result: usable ? 'ok' : 'enrolment-refused' })
    if (!usable) return refuse('enrolment-refused', 'expected a code that was made within the last 15 minutes and not used yet')
    return { ok: true, token: await openSession(db, { accountId: account.id, role: 'guard', kind: 'phone', userAgent }) }
  })
