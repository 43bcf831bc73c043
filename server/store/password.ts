import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice: argon2id (the package's default), 19 MiB, two passes; 14 ms on the machine where it was tried. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, COST)

let nobody: Promise<string> | undefined

/** Whether the password is the hash's. Without a hash it works as long, so that the answer's time does not tell which users exist. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const known = passwordHash ?? (await nobody)
  return (await verify(known, password)) && passwordHash !== null
}
