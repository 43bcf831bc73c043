import type { Problem } from '#contracts/problem.ts'
import { needsFactor } from '#domain/policy.ts'
import { problem, refuse } from '#domain/problem.ts'
import { type AccountRow, findAccount } from '../store/account.ts'
import { audit } from '../store/audit.ts'
import type { ReadKey } from '../store/installation-key.ts'
import { isPassword } from '../store/password.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { hasSecondFactor, takeCode } from '../store/second-factor.ts'
import { endSession, openSession } from '../store/session.ts'
import { forgetTries, takeTry } from '../store/sign-in-back-off.ts'

export interface SignInRequest {
  username: string
  password: string
  /** of the second factor, for an account that has one */
  code?: string | undefined
  address: string
  userAgent: string | null
  /** The session that the browser still had; it ends. */
  replaces: Buffer | null
  /** Whether those who need a second factor must have one (R53). */
  factorRequired: boolean
  /** Whether the address is outside the house. */
  remote: boolean
}

export type SignedInResult = { ok: true; token: string } | { ok: false; problem: Problem; retryAfter?: number }

/**
 * Opens a desk session. Refusals do not tell whether the user exists, neither by word nor by time, and after a few of them the same
 * address waits for the same name; nobody else does.
 */
export async function signIn(pool: Pool, readKey: ReadKey, request: SignInRequest): Promise<SignedInResult> {
  const { username, password, code, address, userAgent, replaces } = request
  const retryAfter = await takeTry(pool, address, username)
  if (retryAfter > 0) {
    return { ok: false, retryAfter, problem: problem('too-many-requests', `too many wrong passwords: try again in ${retryAfter} s`) }
  }
  // A name that no account can have is not looked up: PostgreSQL refuses some characters, and the refusal would tell.
  const account = /^[A-Za-z0-9._-]{1,64}$/.test(username) ? await findAccount(pool, username) : null
  const right = await isPassword(account?.passwordHash ?? null, password)
  const role = account?.role ?? null
  if (!right || !account || account.disabled || role === null) {
    await recordRefusal(pool, account, address)
    return refuse('sign-in-refused', 'expected the name and password of an account that may sign in')
  }
  const factor = await hasSecondFactor(pool, account.id)
  if (factor && code === undefined)
    return refuse('code-required', 'this account has a second factor: give the present code of the authenticator too')
  const kind = factor || !request.factorRequired || !needsFactor(role, request.remote) ? 'desk' : 'enrolling'
  if (factor && !(await takeCode(pool, readKey, account.id, code ?? ''))) {
    await recordRefusal(pool, account, address)
    return refuse('sign-in-refused', 'expected the present code of the authenticator, one that was not used before')
  }
  const token = await transaction(pool, async (db) => {
    const opened = await openSession(db, { accountId: account.id, role, kind, userAgent })
    if (replaces) await endSession(db, replaces)
    await forgetTries(db, address, username)
    await audit(db, { account: account.username, role, address, action: 'session.open', object: kind, result: 'ok', data: { factor } })
    return opened
  })
  return { ok: true, token }
}

/** A name that no account has is not written down: people type passwords into the field for the name. */
const recordRefusal = (pool: Pool, account: AccountRow | null, address: string): Promise<void> =>
  transaction(pool, (db) =>
    audit(db, {
      account: account?.username ?? null,
      role: account?.role ?? null,
      address,
      action: 'session.open',
      object: 'desk',
      result: 'sign-in-refused',
    }),
  )
