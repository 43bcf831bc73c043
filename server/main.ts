// npm start: the server on what the environment names, no demo data.
import { readConfig } from './config.ts'
import { explain, untilStopped } from './run.ts'
import type { Pool } from './store/pool.ts'
import { makeSetupCode } from './store/setup.ts'
import { isConnectionTrouble } from './store/trouble.ts'
import { startSystem } from './system.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const system = await startSystem({ config, onProgress: (line) => process.stderr.write(`${line}\n`) })
  const broker = system.brokerUrl.replace(/\/\/[^@/]*@/, '//')
  process.stderr.write(`Xiaowei is ready: ${system.url} (${config.ROLES.join(', ')}; broker ${broker})\n`)
  const code = config.ROLES.includes('api') ? await setupCode(system.pool) : null
  if (code !== null)
    process.stderr.write(`Nobody has an account yet. Make the first one, once, within a day: ${system.url}/setup?code=${code}\n`)
  await untilStopped(system)
}

/** Null too when the database is gone: the next start makes one, and an embedded database that died is told of by its own line. */
const setupCode = (pool: Pool): Promise<string | null> =>
  makeSetupCode(pool).catch((error: Error) => {
    if (isConnectionTrouble(error)) return null
    throw error
  })

await main().catch(explain)
