import { ConfigError } from './config.ts'
import type { System } from './system.ts'

/** Waits for a signal or for the death of a part, stops everything and leaves with the right exit code. */
export async function untilStopped(system: Pick<System, 'stop' | 'died'>, beforeStop: () => Promise<void> = async () => {}): Promise<void> {
  const signal = new Promise<null>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(null))
  })
  const reason = await Promise.race([signal, system.died])
  if (reason !== null) process.stderr.write(`${reason}\n`)
  await beforeStop()
  await system.stop()
  process.exit(reason === null ? 0 : 1)
}

/** What whoever started it can mend is one line; a bug keeps its stack. */
export function explain(error: unknown): never {
  const bug = !(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  const text = error instanceof Error ? (bug && !(error instanceof ConfigError) ? error.stack : error.message) : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
