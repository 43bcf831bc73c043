import fc from 'fast-check'
import { expect, it } from 'vitest'
import { judge } from '../../server/embedded/session-policy.ts'
import { splitStatements } from '../../server/embedded/sql-statements.ts'
import { readStartup } from '../../server/embedded/startup.ts'

it.each([
  ['set role xiaowei_owner', '42501'],
  ['SET LOCAL ROLE xiaowei_owner', '42501'],
  ['set session role to xiaowei_owner', '42501'],
  ['set session authorization postgres', '42501'],
  ['set local session authorization postgres', '42501'],
  ['set local session_authorization = postgres', '42501'],
  ['set local "role" = postgres', '42501'],
  ['set local "ROLE" = postgres', '42501'],
  ['set local u&"\\0072ole" = postgres', '42501'],
  ['/* a /* b */ */ set -- c\n role postgres', '42501'],
  ["select ';'; set role postgres", '42501'],
  ["select E'\\'; set role x'; set role postgres", '42501'],
  ['select $a$ ; $b$ $a$; reset role', '42501'],
  ['reset session authorization', '42501'],
  ['set local standard_conforming_strings = off', '42501'],
  ['reset all', '0A000'],
  ['discard all', '0A000'],
  ['deallocate all', '0A000'],
  ['prepare p as select 1', '0A000'],
  ['set search_path = x', '0A000'],
  ["set time zone 'Asia/Shanghai'", '0A000'],
  ['set session characteristics as transaction read only', '0A000'],
  ['declare c cursor with hold for select 1', '0A000'],
  ['create temp table t (i int)', '0A000'],
  ['copy t from stdin; select 1', '0A000'],
])('refuses %s', (sql, code) => {
  expect(judge(sql, 'simple').refusal?.code).toBe(code)
})

it.each([
  ['insert into t values (1) on conflict (i) do update set i = 2'],
  ['update t set role = 1'],
  ["select 'set role x'"],
  ['select $$; set role x; $$, \'a;b\', "c;d"'],
  ['set local statement_timeout = 100'],
  ['set transaction isolation level serializable'],
  ['begin; set local search_path = x; commit'],
  ['create temp table t (i int) on commit drop'],
  ["copy (select ' from stdin ') to stdout"],
])('lets %s through as it is', (sql) => {
  expect(judge(sql, 'simple')).toEqual({ sql, listens: [], copyIn: false })
})

it.each([
  ["set application_name = 'x'", "set local application_name = 'x'"],
  ["SET SESSION client_encoding TO 'UTF8'", "set local client_encoding TO 'UTF8'"],
  ["select 1; set time zone 'UTC'; select 2", "select 1; set local time zone 'UTC'; select 2"],
  ['unlisten Board', 'listen "board"'],
  ['unlisten *', 'listen xiaowei_nobody'],
])('runs %s as %s', (sql, run) => {
  expect(judge(sql, 'simple').sql).toBe(run)
})

it('notes who listens, in the order of the text', () => {
  expect(judge('listen a; LISTEN "B b"; unlisten *', 'simple').listens).toEqual([
    { listen: true, channel: 'a' },
    { listen: true, channel: 'B b' },
    { listen: false, channel: null },
  ])
})

it('knows a COPY in, with a comment where one does not expect it', () => {
  expect(judge('copy t (a, "b") from /* x /* y */ */ stdin with (format csv)', 'simple').copyIn).toBe(true)
  expect(judge('copy t from stdin', 'extended').refusal?.code).toBe('0A000')
})

it('finds a SET ROLE after any quoted text', () => {
  const quote = fc.string({ maxLength: 20 }).filter((text) => !text.includes('$q$') && !text.includes('\0'))
  fc.assert(
    fc.property(quote, (text) => {
      const sql = `select '${text.replaceAll("'", "''")}', "${text.replaceAll('"', '""')}", $q$${text}$q$ ; set role x`
      expect(splitStatements(sql).at(-1)?.words).toEqual(['set', 'role', 'x'])
    }),
  )
})

it.each([
  [{ user: 'xiaowei_owner' }, 'xiaowei_owner'],
  [{ user: 'xiaowei_owner', options: '-c role=xiaowei_app' }, 'xiaowei_app'],
  [{ user: 'xiaowei_owner', options: '-crole=xiaowei_app -c timezone=UTC' }, 'xiaowei_app'],
  [{ user: 'xiaowei_app', application_name: 'x', client_encoding: 'UTF8' }, 'xiaowei_app'],
])('gives a startup message %j the role %s', (parameters, role) => {
  expect(readStartup(new Map(Object.entries(parameters)))).toEqual({ ok: true, role })
})

it.each([
  [{ user: 'postgres' }, '28000'],
  [{ user: 'xiaowei_app', options: '-c role=xiaowei_owner' }, '42501'],
  [{ user: 'xiaowei_owner', options: '-c role=postgres' }, '42501'],
  [{ user: 'xiaowei_owner', options: '-c search_path=x' }, '0A000'],
  [{ user: 'xiaowei_owner', database: 'other' }, '3D000'],
])('refuses a startup message %j with %s', (parameters, code) => {
  expect(readStartup(new Map<string, string>(Object.entries(parameters)))).toMatchObject({
    ok: false,
    refusal: { severity: 'FATAL', code },
  })
})
