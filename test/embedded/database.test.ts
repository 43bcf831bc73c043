import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cstrings, errorField, frame, query, SYNC, spans } from '../../server/embedded/wire.ts'
import { EmbeddedFixture, until } from './embedded-fixture.ts'

const fixture = new EmbeddedFixture()
let pool: pg.Pool
beforeAll(async () => {
  await fixture.start({ silence: 400 })
  pool = fixture.pool()
  await pool.query(
    'create table t (id int primary key, v int, s text); create table counter (k int primary key, n int); insert into counter values (1, 0)',
  )
}, 180_000)
afterAll(() => fixture.end(), 60_000)

it('answers every one of 2,000 parallel parameterised queries with its own rows', async () => {
  const answers = await Promise.all(Array.from({ length: 2000 }, (_, i) => pool.query('select $1::int as v, $2::text as o', [i, `x${i}`])))
  expect(answers.every(({ rows }, i) => rows[0].v === i && rows[0].o === `x${i}`)).toBe(true)
})

it('keeps named statements of different connections apart', async () => {
  const [a, b] = await Promise.all([fixture.client(), fixture.client()])
  const ask = (client: pg.Client, factor: number) => client.query({ name: 'same', text: `select $1::int * ${factor} as v`, values: [7] })
  for (let i = 0; i < 3; i++) {
    const [first, second] = await Promise.all([ask(a, 2), ask(b, 3)])
    expect([first.rows[0].v, second.rows[0].v]).toEqual([14, 21])
  }
})

it('loses no update of 8 clients that read, think and write in transactions', async () => {
  const work = async () => {
    for (let i = 0; i < 10; i++) {
      const client = await pool.connect()
      await client.query('begin')
      const { rows } = await client.query('select n from counter where k = 1 for update')
      await client.query('update counter set n = $1 where k = 1', [rows[0].n + 1])
      await client.query('commit')
      client.release()
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
  expect((await pool.query('select n from counter')).rows).toEqual([{ n: 80 }])
})

it('rolls back one transaction without touching what a neighbour wrote meanwhile', async () => {
  const [a, b] = await Promise.all([fixture.client(), fixture.client()])
  await a.query('begin')
  await a.query('insert into t (id) values (1)')
  const neighbour = b.query('insert into t (id) values (2)')
  await a.query('rollback')
  await neighbour
  expect((await b.query('select id from t')).rows).toEqual([{ id: 2 }])
})

it('keeps the error of one client from its neighbours', async () => {
  const [a, b] = await Promise.all([fixture.client(), fixture.client()])
  await a.query('begin')
  await expect(a.query('select 1/0')).rejects.toMatchObject({ code: '22012' })
  const neighbour = b.query('select 1 as x')
  await expect(a.query('select 1')).rejects.toMatchObject({ code: '25P02' })
  await a.query('rollback')
  expect((await neighbour).rows).toEqual([{ x: 1 }])
})

it('rolls back what a client left open when it died', async () => {
  const client = await fixture.client()
  await client.query('begin')
  await client.query('insert into t (id) values (99)')
  ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  expect((await pool.query('select count(*)::int n from t where id = 99')).rows).toEqual([{ n: 0 }])
})

it('rolls back a silent owner however much its neighbours ask meanwhile', async () => {
  const [silent, ...others] = await Promise.all([fixture.client(), fixture.client(), fixture.client(), fixture.client()])
  await silent.query('begin')
  // Each asks within the owner's time, one after the other, for longer than that time.
  const asked = others.map(async (other, i) => {
    await new Promise((resolve) => setTimeout(resolve, (i + 1) * 200))
    return other.query('select 1 as x')
  })
  expect((await Promise.all(asked)).map(({ rows }) => rows[0])).toEqual([{ x: 1 }, { x: 1 }, { x: 1 }])
  await expect(silent.query('rollback')).resolves.toBeDefined()
})

it('rolls back an owner that is silent inside a transaction, tells it with 25P03, and lets it begin anew', async () => {
  const [silent, waiting] = await Promise.all([fixture.client(), fixture.client()])
  await silent.query('begin')
  await silent.query('insert into t (id) values (77)')
  expect((await waiting.query('select count(*)::int n from t where id = 77')).rows).toEqual([{ n: 0 }])
  await expect(silent.query('select 1')).rejects.toMatchObject({ code: '25P03' })
  await expect(silent.query('commit')).rejects.toMatchObject({ code: '25P03' })
  expect((await silent.query('select 1 as x')).rows).toEqual([{ x: 1 }])
})

it('sends a notification to those who listen, and to nobody else', async () => {
  const [a, b, neither] = await Promise.all([fixture.client(), fixture.client(), fixture.client()])
  const heard: string[] = []
  for (const [name, client] of Object.entries({ a, b, neither }))
    client.on('notification', ({ channel, payload }) => heard.push(`${name} ${channel} ${payload}`))
  await a.query('listen one; listen two')
  await b.query('listen two')
  await neither.query("select pg_notify('one', '1')")
  await neither.query("notify two, '2'")
  await until('three notifications', () => heard.length === 3)
  await a.query('unlisten two')
  await neither.query("notify two, '3'")
  await a.query('unlisten *')
  await neither.query("notify one, '4'")
  await b.query("notify two, '5'")
  await until('the last notification', () => heard.includes('b two 5'))
  expect(heard.sort()).toEqual(['a one 1', 'a two 2', 'b two 2', 'b two 3', 'b two 5'])
})

it('listens from the commit of a LISTEN on, and not at all after a rollback', async () => {
  const [a, b] = await Promise.all([fixture.client(), fixture.client()])
  const heard: (string | undefined)[] = []
  a.on('notification', ({ payload }) => heard.push(payload))
  await a.query('begin; listen back; rollback')
  await a.query('begin; listen forth; commit')
  await b.query("select pg_notify('back', 'ghost')")
  await b.query("select pg_notify('forth', 'here')")
  await until('one notification', () => heard.length > 0)
  expect(heard).toEqual(['here'])
})

it('gives the application no more than it was granted, and no way to become somebody else', async () => {
  const owner = await fixture.client()
  await owner.query('create table granted (i int); grant select, insert on granted to xiaowei_app')
  const app = await fixture.client({ role: 'app' })
  expect((await app.query('select current_user::text, session_user::text')).rows).toEqual([
    { current_user: 'xiaowei_app', session_user: 'xiaowei_app' },
  ])
  await app.query('insert into granted values ($1)', [1])
  const escapes = [
    'update granted set i = 2',
    'delete from granted',
    'create table mine (i int)',
    'create temp table mine (i int) on commit drop',
    'set role xiaowei_owner',
    'set session authorization postgres',
    'reset session authorization',
    "select set_config('session_authorization', 'postgres', false)",
    "update pg_settings set setting = 'postgres' where name = 'session_authorization'",
    "do $$ begin execute 'set session authorization postgres'; end $$",
    'begin; set local session authorization postgres; delete from granted; commit',
  ]
  for (const sql of escapes) {
    await expect(app.query(sql), sql).rejects.toMatchObject({ code: '42501' })
    await app.query('rollback')
  }
  expect((await app.query('select * from granted')).rows).toEqual([{ i: 1 }])
  await owner.query('update granted set i = 3')
})

it('keeps the transaction failed after a refusal inside it, as after any error', async () => {
  const client = await fixture.client()
  await client.query('begin')
  await expect(client.query('set search_path = x')).rejects.toMatchObject({ code: '0A000', hint: expect.stringContaining('SET LOCAL') })
  await expect(client.query('select 1')).rejects.toMatchObject({ code: '25P02' })
  await client.query('rollback')
})

it('lets the owner create what migrations create', async () => {
  const owner = await fixture.client()
  await owner.query('create extension if not exists timescaledb; create schema extra; create extension if not exists btree_gist')
  await owner.query("create table reading (at timestamptz not null, v float8); select create_hypertable('reading', 'at')")
  await owner.query('create function f() returns trigger language plpgsql as $$ begin return new; end $$')
  await owner.query("insert into reading values (now(), 1); select time_bucket('1 hour', at), count(*) from reading group by 1")
  expect((await owner.query('show timezone')).rows).toEqual([{ TimeZone: 'UTC' }])
})

it.each([
  ['a wrong password', { password: 'wrong' }, '28P01'],
  ['the superuser', { user: 'postgres' }, '28000'],
])('refuses %s', async (_, config, code) => {
  const url = new URL(fixture.database.connectionString)
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    password: url.password,
    database: 'xiaowei',
    ...config,
  })
  await expect(client.connect()).rejects.toMatchObject({ code })
})

// PGlite reads 8192 bytes at a time and drops the messages after one that ends with a read: each size once, over two reads.
it('answers a batch of whatever length', async () => {
  const client = await fixture.client()
  const lost: number[] = []
  for (let size = 8_050; size < 8_250; size++) {
    for (const reads of [0, 1]) {
      const text = 'a'.repeat(size + reads * 8_192)
      const { rows } = await client.query<{ n: number }>('select length($1)::int as n', [text])
      if (rows[0]?.n !== text.length) lost.push(text.length)
    }
  }
  expect(lost).toEqual([])
})

it('carries 20 MB in a parameter, and 50,000 rows back', async () => {
  const text = 'x'.repeat(20_000_000)
  expect((await pool.query('select length($1::text) n', [text])).rows).toEqual([{ n: text.length }])
  expect((await pool.query('select g, md5(g::text) from generate_series(1, 50000) g')).rows).toHaveLength(50_000)
}, 60_000)

/** Speaks the protocol by hand, for what `pg` never does. @returns a function that sends and resolves with the frames up to ReadyForQuery */
async function rawClient(): Promise<(bytes: Buffer) => Promise<{ type: string; bytes: Buffer }[]>> {
  const url = new URL(fixture.database.connectionString)
  const socket = connect(Number(url.port), '127.0.0.1')
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
  })
  const send = async (bytes: Buffer, last = 'Z') => {
    socket.write(bytes)
    let frames: { type: string; bytes: Buffer }[] = []
    await until(`frame ${last}`, () => {
      frames = [...spans(received)].map(({ type, start, end }) => ({ type, bytes: received.subarray(start, end) }))
      return frames.at(-1)?.type === last
    })
    received = Buffer.alloc(0)
    return frames
  }
  const body = Buffer.concat([Buffer.from([0, 3, 0, 0]), cstrings('user', url.username, 'database', 'xiaowei', '')])
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  await send(Buffer.concat([length, body]), 'R')
  await send(frame('p', cstrings(url.password)))
  return (bytes) => send(bytes)
}

it('copies rows in, however they are cut, and says what was wrong with a bad one', async () => {
  await pool.query('create table copied (a int, b text)')
  const send = await rawClient()
  const rows = (text: string) => [frame('d', Buffer.from(text.slice(0, 5))), frame('d', Buffer.from(text.slice(5))), frame('c')]
  const good = await send(Buffer.concat([query('copy copied from stdin'), ...rows('1\tone\n2\ttwo\n')]))
  expect(good.map(({ type, bytes }) => type + (type === 'C' ? bytes.toString('latin1', 5) : ''))).toEqual(['G', 'CCOPY 2\0', 'Z'])
  const bad = await send(Buffer.concat([query('copy copied from stdin'), ...rows('three\tthree\n')]))
  expect(bad.map(({ type }) => type)).toEqual(['G', 'E', 'Z'])
  expect((await pool.query('select count(*)::int n from copied')).rows).toEqual([{ n: 2 }])
})

it('finds the unnamed statement of each connection again, whoever parsed one in between', async () => {
  const [a, b] = [await rawClient(), await rawClient()]
  const parse = (sql: string) => Buffer.concat([frame('P', Buffer.concat([cstrings('', sql), Buffer.from([0, 0])])), SYNC])
  const run = Buffer.concat([
    frame('B', Buffer.concat([cstrings('', ''), Buffer.alloc(6)])),
    frame('E', Buffer.concat([cstrings(''), Buffer.alloc(4)])),
    SYNC,
  ])
  await a(parse("select 'a'"))
  await b(parse("select 'b'"))
  const row = async (send: typeof a) =>
    (await send(run)).map(({ type, bytes }) => (type === 'D' ? bytes.toString('latin1', 11) : type)).join()
  expect([await row(a), await row(b), await row(a)]).toEqual(['2,a,C,Z', '2,b,C,Z', '2,a,C,Z'])
})

it('refuses COPY where it would end the session for everybody', async () => {
  const send = await rawClient()
  const frames = await send(Buffer.concat([frame('P', Buffer.concat([cstrings('', 'copy t from stdin'), Buffer.from([0, 0])])), SYNC]))
  expect(frames.map(({ type, bytes }) => (type === 'E' ? errorField(bytes, 'C') : type))).toEqual(['0A000', 'Z'])
})

it('reports a statement that kept everybody waiting, and nothing else', async () => {
  await pool.query('select pg_sleep(0.3) as slow_one')
  await until('the report', () => fixture.warnings.some((line) => line.includes('slow_one')))
  expect(fixture.warnings.every((line) => /^embedded database: \d+ ms: /.test(line) && line.length < 120)).toBe(true)
})
