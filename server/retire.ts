// npm run retire -- INSTANCE [--force]: ends the session that a gateway which will not come back has left at the broker.
import { parseArgs } from 'node:util'
import { retireSession } from './commands/retire-session.ts'
import { ConfigError, readConfig } from './config.ts'
import { endCarefulSession } from './gateway/mqtt-link.ts'
import { explain } from './run.ts'
import { appPool } from './store/pool.ts'

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { force: { type: 'boolean', default: false } } })
  const [instance] = positionals
  if (instance === undefined)
    throw new ConfigError('npm run retire -- INSTANCE [--force]: expected the INSTANCE of the gateway that is gone')
  const { DATABASE_URL, MQTT_URL: url, MQTT_USERNAME: username, MQTT_PASSWORD: password } = readConfig(process.env)
  if (DATABASE_URL === undefined || url === undefined)
    throw new ConfigError('DATABASE_URL, MQTT_URL: expected both; the embedded broker keeps no session of a gateway')
  const pool = appPool(DATABASE_URL, { max: 1 })
  try {
    const account = username === undefined || password === undefined ? {} : { username, password }
    const retired = await retireSession(pool, { instance, force: values.force }, () => endCarefulSession({ url, instance, ...account }))
    if (!retired.ok) throw new ConfigError(retired.reason)
    process.stdout.write(`the session of ${instance} is ended\n`)
  } finally {
    await pool.end()
  }
}

await main().catch(explain)
