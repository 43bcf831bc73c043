import { afterAll, beforeAll, expect, it } from 'vitest'
import { EvidenceRecordDetail, EvidenceRecordList } from '#contracts/evidence-record.ts'
import { aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
  await world.owner.query(
    `insert into guard (id, school_id, name, licence, licence_to, employed_from) values ('g-1', '${NORTH}', '示例·甲', 'L-1', '2027-03-01', '2026-09-01');
     insert into duty_check_in (id, school_id, kind, post, on_at, off_at, who, result) values
       ('a/b 1', '${NORTH}', 'guardPost', '南门', '2026-03-02T07:20:00+08:00', '2026-03-02T08:00:00+08:00', '示例·甲', 'onPost'),
       ('a/b 2', '${NORTH}', 'guardPost', '南门', '2026-03-03T07:20:00+08:00', '2026-03-03T08:00:00+08:00', '示例·甲', 'absent');
     insert into import (id, kind, datum, file_name, made_by, state) values ('00000000-0000-4000-8000-00000000000a', 'guard', 'wgs84', '保安.xlsx', 'bureau', 'applied');
     insert into import_row (import_id, n, op, key, body) values ('00000000-0000-4000-8000-00000000000a', 3, 'add', 'g-1', '{}')`,
  )
})
afterAll(() => world.stop())

const record = (who: string, kind: string, id: string) => world.as(who, { url: `/api/v1/evidence/${kind}/${encodeURIComponent(id)}` })

it('shows every field of a row, and by which file, row and person it came in', async () => {
  const found = EvidenceRecordDetail.parse((await record('bureau', 'guard', 'g-1')).json())
  expect(Object.fromEntries(found.fields.map(({ key, value }) => [key, value]))).toMatchObject({
    name: '示例·甲',
    licence: 'L-1',
    licenceTo: '2027-03-01',
    employedFrom: '2026-09-01',
    fullTime: true,
  })
  expect(found.entries).toMatchObject([{ fileName: '保安.xlsx', row: 3, op: 'add', by: 'bureau（示例）', state: 'applied' }])
})

it('finds rows whose id holds any character, and puts choices into words', async () => {
  const found = EvidenceRecordDetail.parse((await record('schoolHead', 'dutyCheckIn', 'a/b 1')).json())
  expect(found.fields).toContainEqual(expect.objectContaining({ key: 'result', value: 'onPost', word: '到岗' }))
  expect(found.entries).toEqual([])
})

it('hides another school’s rows, and those that are not there', async () => {
  expect((await record('officer2', 'guard', 'g-1')).statusCode).toBe(404)
  expect((await record('bureau', 'guard', 'g-2')).statusCode).toBe(404)
  expect((await record('bureau', 'fault', 'no-uuid')).statusCode).toBe(404)
})

it('lists a school’s rows of a register, the newest first, with how many there are', async () => {
  const url = (school: string, query: string) => `/api/v1/schools/${school}/records?${query}`
  const list = EvidenceRecordList.parse((await world.as('bureau', { url: url(NORTH, 'kind=dutyCheckIn&limit=1') })).json())
  expect([list.total, list.items.map(({ id }) => id)]).toEqual([2, ['a/b 2']])
  expect((await world.as('officer2', { url: url(NORTH, 'kind=guard') })).statusCode).toBe(404)
  expect((await world.as('officer2', { url: url(SOUTH, 'kind=beltSurvey') })).json().items).toEqual([])
})
