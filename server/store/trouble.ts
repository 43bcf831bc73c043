const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
])
// PostgreSQL error classes: 08 connection, 40 rolled back (deadlock, serialization), 53 resources (full disk, connections), 55 lock not
// available, 57 operator intervention, 58 I/O. What the same statement may do better in a moment.
const PASSING_CLASSES: ReadonlySet<string> = new Set(['08', '40', '53', '55', '57', '58', '25'])

/** Whether an error says that the database is away or busy, not that it refuses what it was told. */
export function isConnectionTrouble(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  if (code === null) return /connection|timeout|terminated|closed|not queryable/i.test(error.message)
  return CONNECTION_CODES.has(code) || (/^[0-9A-Z]{5}$/.test(code) && PASSING_CLASSES.has(code.slice(0, 2)))
}
