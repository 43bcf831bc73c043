import { afterAll, expect, it } from 'vitest'
import { EmbeddedFixture, until } from './embedded-fixture.ts'

const CYCLES = process.env.CHECK_LONG ? 20 : 3
const fixture = new EmbeddedFixture()
afterAll(() => fixture.end(), 60_000)

/** Eight clients commit until the database is killed. @returns the rows whose commit was answered, and those that were sent */
async function commitUntilKilled(cycle: number, milliseconds: number): Promise<{ acknowledged: number[]; sent: number }> {
  const pool = fixture.pool()
  const acknowledged: number[] = []
  let sent = 0
  const write = async (): Promise<void> => {
    for (;;) {
      const i = sent++
      try {
        const client = await pool.connect()
        try {
          await client.query('begin')
          await client.query('insert into committed (cycle, i, pad) values ($1, $2, $3)', [cycle, i, 'x'.repeat(200)])
          await client.query('commit')
          acknowledged.push(i)
        } finally {
          client.release()
        }
      } catch {
        return // killed
      }
    }
  }
  const writers = Array.from({ length: 8 }, write)
  await until('commits', () => acknowledged.length >= 20, 60_000)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  process.kill(fixture.database.pid, 'SIGKILL')
  await Promise.all(writers)
  return { acknowledged, sent }
}

it(
  `loses no commit that was answered, and doubles none, in ${CYCLES} kills with -9`,
  async () => {
    await fixture.start({ fsync: true })
    const owner = await fixture.client()
    await owner.query(
      "create table committed (cycle int, i int, at timestamptz default now(), pad text); select create_hypertable('committed', 'at')",
    )
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const { acknowledged, sent } = await commitUntilKilled(cycle, (cycle * 211) % 600)
      await fixture.start({ fsync: true })
      const { rows } = await (await fixture.client()).query('select i, count(*)::int n from committed where cycle = $1 group by i', [cycle])
      const found = new Map(rows.map(({ i, n }) => [i, n]))
      expect(acknowledged.filter((i) => !found.has(i))).toEqual([])
      expect([...found.values()].filter((n) => n !== 1)).toEqual([])
      expect(found.size - acknowledged.length).toBeLessThanOrEqual(8) // in flight: committed, the answer lost
      expect(found.size).toBeLessThanOrEqual(sent)
    }
  },
  60_000 + CYCLES * 15_000,
)
