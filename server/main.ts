// npm start: the server on what the environment names, no demo data.
import { readConfig } from './config.ts'
import { explain, untilStopped } from './run.ts'
import { makeSetupCode } from './store/setup.ts'
import { startSystem } from './system.ts'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const system = await startSystem({ config, onProgress: (line) => process.stderr.write(`${line}\n`) })
  const broker = system.brokerUrl.replace(/\/\/[^@/]*@/, '//')
  process.stderr.write(`Xiaowei is ready: ${system.url} (${config.ROLES.join(', ')}; broker ${broker})\n`)
  const code = config.ROLES.includes('api') ? await makeSetupCode(system.pool) : null
  if (code !== null)
    process.stderr.write(`Nobody has an account yet. Make the first one, once, within a day: ${system.url}/setup?code=${code}\n`)
  await untilStopped(system)
}

await main().catch(explain)
