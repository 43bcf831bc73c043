import { expect, it } from 'vitest'
import { initialsOf } from '#domain/initials.ts'
import { syntheticDistrict } from '#domain/synthetic-district.ts'
import { findSchools } from '../../web/screens/control-room/find-schools.ts'

const schools = syntheticDistrict().schools.map(({ id, name }) => ({ id, name, initials: initialsOf(name) }))
const names = (typed: string) => findSchools(schools, typed, 8).map(({ name }) => name)

it.each([
  ['示例第一小学', 'sldyxx'],
  ['重庆路小学', 'cqlxx'],
  ['银川市长城中学', 'ycscczx'],
  ['兴庆区回民二小（南校区）', 'xqqhmexnxq'],
  ['IB国际学校 3 号', 'ibgjxx3h'],
  ['', ''],
])('abbreviates %s as people type it', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

it.each([
  ['sldyxx', '示例第一小学'],
  ['SLDYXX', '示例第一小学'],
  ['示例第一小学', '示例第一小学'],
  ['第一小', '示例第一小学'],
  ['demo-p001', '示例第一小学'],
  ['sl dy yey', '示例第一幼儿园'],
  ['tsjy', '示例特殊教育学校'],
])('finds by %s first of all %s', (typed, name) => {
  expect(names(typed)[0]).toBe(name)
})

it('finds nothing by nothing, and nothing for what nobody is called', () => {
  expect(names('  ')).toEqual([])
  expect(names('zzzz')).toEqual([])
})

it('shows eight of 2,000 at most', () => {
  const many = Array.from({ length: 2000 }, (_, i) => ({ id: `s-${i}`, name: `示例第${i}小学`, initials: `sld${i}xx` }))
  expect(findSchools(many, 'sl', 8)).toHaveLength(8)
  expect(findSchools(many, 'sld1999', 8).map(({ id }) => id)).toEqual(['s-1999'])
})
