// How long the bureau waits for the overview of all measures, by months kept and by schools.
import pg from 'pg'
import { MEASURES } from '#domain/measures/registry.ts'
import { prepareMeasures } from '../../server/commands/prepare-measures.ts'
import { readDue, readVersions } from '../../server/store/measure.ts'
import { figureOf, readSums, saveSums } from '../../server/store/measure-sum.ts'
import { migrate } from '../../server/store/migrate.ts'
import { appPool } from '../../server/store/pool.ts'
import { aPrincipal } from '../support/builders.ts'
import { administer, urlOf } from '../support/database.ts'
import { median, timed } from './timed.ts'

const ROUNDS = 30

/** Results of so many schools and months, as the worker leaves them. */
async function fill(owner: pg.Pool, schools: number, months: number): Promise<void> {
  await owner.query(`insert into township (id, name) select 't' || n, '示例街道' || n from generate_series(0, 11) n`)
  await owner.query(
    `insert into school (id, name, level, township_id, synthetic) select 's' || n, '示例' || n, 'primary', 't' || n % 12, true from generate_series(1, $1::int) n`,
    [schools],
  )
  await owner.query(
    `insert into period (id, kind, name, from_day, to_day, cutoff_at)
     select to_char(d, 'YYYY-MM'), 'month', to_char(d, 'YYYY-MM'), d, d + interval '1 month', d + interval '35 days'
     from generate_series(date_trunc('month', now()) - ($1::int - 1) * interval '1 month', date_trunc('month', now()), interval '1 month') d on conflict do nothing`,
    [months],
  )
  await owner.query(
    `insert into measure_result (period_id, measure_id, school_id, school_name, township_id, version, result, met, required, changed_at)
     select p.id, m.id, s.id, s.name, s.township_id, 1, (array['met', 'met', 'met', 'notMet', 'noEvidence'])[1 + abs(hashtext(p.id || m.id || s.id)) % 5], 3, 4, now()
     from period p cross join measure m cross join school s`,
  )
  await owner.query('analyze')
}

/** @returns ms, the median: the overview of the newest month with its trend, and adding one month up anew */
export async function measureFigures(server: string, schools: number, months: number): Promise<{ overview: number; adding: number }> {
  const name = `bench_measures_${schools}_${months}`
  await administer(server, `drop database if exists ${name} with (force)`, `create database ${name}`)
  const url = urlOf(server, name)
  await migrate(url)
  const [owner, pool] = [new pg.Pool({ connectionString: url, max: 1 }), appPool(url, { max: 1 })]
  try {
    await prepareMeasures(pool)
    await fill(owner, schools, months)
    const { rows } = await pool.query<{ id: string; from: string }>('select id, from_day::text as "from" from period order by from_day')
    const adding: number[] = []
    for (const { id } of rows) adding.push(await timed(() => saveSums(pool, id, new Date())))
    const newest = rows.at(-1) ?? { id: '', from: '' }
    const overview: number[] = []
    for (let n = 0; n < ROUNDS; n++)
      overview.push(
        await timed(async () => {
          const [sums] = [
            await readSums(pool, aPrincipal({ role: 'bureau' }), { ...newest, kind: 'month' }),
            await readVersions(pool),
            await readDue(pool),
          ]
          for (const { id, counts } of MEASURES) figureOf(counts, sums.get(id))
        }),
      )
    return { overview: median(overview), adding: median(adding) }
  } finally {
    await Promise.all([owner.end(), pool.end()])
    await administer(server, `drop database if exists ${name} with (force)`)
  }
}
