// npm run seed: loads the synthetic district into the database that the environment names; no users.
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { seedDistrict } from './commands/seed-district.ts'
import { ConfigError, readConfig } from './config.ts'
import { explain } from './run.ts'
import { migrate } from './store/migrate.ts'
import { appPool } from './store/pool.ts'

async function main(): Promise<void> {
  const { DATABASE_URL } = readConfig(process.env)
  if (DATABASE_URL === undefined)
    throw new ConfigError('DATABASE_URL: expected the database to load the synthetic district into; npm run demo has its own')
  await migrate(DATABASE_URL)
  const pool = appPool(DATABASE_URL, { max: 2 })
  try {
    let shown = -1
    await seedDistrict(pool, syntheticDistrict(), (share, what) => {
      const percent = Math.floor(share * 10) * 10
      if (percent > shown) process.stdout.write(`${percent} % ${what}\n`)
      shown = Math.max(shown, percent)
    })
  } finally {
    await pool.end()
  }
}

await main().catch(explain)
