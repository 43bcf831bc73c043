// npm run remove-factor -- USERNAME…: takes second factors away that no security administrator can, e.g. because the key is lost.
import { pino } from 'pino'
import { removeSecondFactor } from './commands/remove-second-factor.ts'
import { ConfigError, readConfig } from './config.ts'
import { explain } from './run.ts'
import { appPool } from './store/pool.ts'
import { startDatabase } from './system/database.ts'
import { type Part, stopInReverse } from './system/part.ts'

async function main(): Promise<void> {
  const usernames = process.argv.slice(2)
  if (usernames.length === 0)
    throw new ConfigError('npm run remove-factor -- USERNAME…: expected the accounts to take the second factor of')
  const log = pino({ level: 'warn' })
  const parts: Part[] = []
  try {
    const { databaseUrl } = await startDatabase(readConfig(process.env), parts, () => {}, log)
    const pool = appPool(databaseUrl, { max: 1 })
    parts.push({ stop: () => pool.end() })
    for (const username of usernames) {
      const removed = await removeSecondFactor(pool, null, username)
      if (!removed.ok) throw new ConfigError(removed.problem.detail)
      process.stdout.write(`${username} has no second factor any more and is signed out\n`)
    }
  } finally {
    await stopInReverse(parts, (error) => log.error(error))
  }
}

await main().catch(explain)
