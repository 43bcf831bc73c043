import type * as z from 'zod'
import type { SetUp } from '#contracts/session.ts'
import { passwordRefusal } from '#domain/password.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { insertAccount, setRole } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import { hashPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { useSetupCode } from '../store/setup.ts'

/** The first account of an empty register: a security administrator, who grants everybody else's rights. The code works once. */
export async function setUp(
  pool: Pool,
  { code, username, name, password }: z.infer<typeof SetUp>,
  address: string,
): Promise<{ ok: true } | Refusal> {
  const weak = passwordRefusal(password, username)
  if (weak) return refuse('refused-input', 'the password is too easy to guess', { errors: [{ path: 'body.password', message: weak }] })
  const passwordHash = await hashPassword(password)
  return transaction(pool, async (db) => {
    if (!(await useSetupCode(db, code)))
      return refuse('enrolment-refused', 'the set-up link is wrong, used or older than a day; start the server again for a new one')
    const id = await insertAccount(db, { username, name, passwordHash, synthetic: false })
    if (id === null) throw new Error('an empty register has an account')
    await setRole(db, id, 'securityAdmin', { kind: 'district' })
    await audit(db, { account: username, role: 'securityAdmin', address, action: 'account.setUp', object: username, result: 'ok' })
    return { ok: true }
  })
}
