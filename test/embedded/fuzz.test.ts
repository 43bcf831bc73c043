import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EmbeddedFixture, until } from './embedded-fixture.ts'

const TIME = process.env.CHECK_LONG ? 25_000 : 2000 // ms
const CLIENTS = 12
const fixture = new EmbeddedFixture()
beforeAll(() => fixture.start().then(() => {}), 180_000)
afterAll(() => fixture.end(), 60_000)

const below = (n: number): number => Math.floor(Math.random() * n)
const stream = (client: pg.Client) => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream

interface Tally {
  wrong: number
  committed: Set<string>
  rolledBack: Set<string>
  counted: number[]
  disconnects: number
}

type Act = (client: pg.Client, k: number, tally: Tally) => Promise<void>

/** Moves money, notifies and counts in one transaction, which is rolled back one time in four. */
const transfer: Act = async (client, k, tally) => {
  const tag = `${k}-${below(1e9)}`
  await client.query('begin')
  try {
    const amount = below(300)
    await client.query('update account set balance = balance - $1 where id = $2', [amount, 1 + below(20)])
    await client.query('update account set balance = balance + $1 where id = $2', [amount, 1 + below(20)])
    await client.query("select pg_notify('fuzz', $1)", [tag])
    await client.query('update counted set n = n + 1 where k = $1', [k])
  } catch {
    tally.rolledBack.add(tag) // the account would be below zero
    await client.query('rollback')
    return
  }
  const back = below(4) === 0
  await client.query(back ? 'rollback' : 'commit')
  if (back) tally.rolledBack.add(tag)
  else {
    tally.committed.add(tag)
    tally.counted[k] = (tally.counted[k] ?? 0) + 1
  }
}

const acts: Act[] = [
  transfer,
  transfer,
  transfer,
  async (client, _, tally) => {
    const v = below(1e6)
    const { rows } = await client.query({ name: `q${below(3)}`, text: 'select $1::int + 1 as v', values: [v] })
    if (rows[0].v !== v + 1) tally.wrong++
  },
  async (client, _, tally) => {
    const v = below(1e6)
    const [first, second] = await Promise.all([
      client.query('select $1::int as v', [v]),
      client.query('select $1::text || $2::text as w', [`a${v}`, 'b']),
    ])
    if (first.rows[0].v !== v || second.rows[0].w !== `a${v}b`) tally.wrong++
  },
  async (client, _, tally) => {
    for (const sql of ['select 1/0', 'selec', 'set role x', "select 'x'::int"])
      await client.query(sql).then(
        () => tally.wrong++,
        () => {},
      )
  },
  async (client, _, tally) => {
    const { rows } = await client.query('select sum(balance)::int s from account')
    if (rows[0].s !== 20_000) tally.wrong++
  },
]

async function live(k: number, end: number, tally: Tally): Promise<void> {
  let client = await fixture.client()
  while (Date.now() < end) {
    if (below(40) > 0) {
      await acts[below(acts.length)]?.(client, k, tally)
      continue
    }
    tally.disconnects++
    if (below(2)) {
      client.query('begin').catch(() => {})
      client.query('update account set balance = balance + 500 where id = 1').catch(() => {})
    }
    client.query('select pg_sleep(0)').catch(() => {})
    stream(client).destroy()
    client = await fixture.client()
  }
}

it(
  `keeps rows, money and notifications right for ${TIME / 1000} s of ${CLIENTS} clients that err and vanish`,
  async () => {
    const admin = await fixture.client()
    await admin.query(
      'create table account (id int primary key, balance int not null check (balance >= 0)); insert into account select g, 1000 from generate_series(1, 20) g',
    )
    await admin.query(
      `create table counted (k int primary key, n int); insert into counted select g, 0 from generate_series(0, ${CLIENTS - 1}) g`,
    )
    const listener = await fixture.client()
    const heard = new Set<string>()
    listener.on('notification', ({ payload }) => heard.add(payload ?? ''))
    await listener.query('listen fuzz')

    const tally: Tally = { wrong: 0, committed: new Set(), rolledBack: new Set(), counted: Array(CLIENTS).fill(0), disconnects: 0 }
    const end = Date.now() + TIME
    await Promise.all(Array.from({ length: CLIENTS }, (_, k) => live(k, end, tally)))

    expect(tally.wrong).toBe(0)
    expect(tally.committed.size).toBeGreaterThan(10)
    expect((await admin.query('select sum(balance)::int s from account')).rows).toEqual([{ s: 20_000 }])
    expect((await admin.query('select n from counted order by k')).rows.map(({ n }) => n)).toEqual(tally.counted)
    await until('every committed notification', () => [...tally.committed].every((tag) => heard.has(tag)))
    expect([...tally.rolledBack].filter((tag) => heard.has(tag))).toEqual([])
  },
  30_000 + TIME,
)
