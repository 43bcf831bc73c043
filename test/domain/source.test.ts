import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SourceRow } from '#contracts/source.ts'
import { covers, filterRefusal, overlap, sourceRefusals } from '#domain/source.ts'
import { matchesAny } from '../../server/dialects/topic-filter.ts'

it.each([
  ['zigbee2mqtt/#', null],
  ['/sys/+/+/thing/event/+/post', null],
  ['$SYS/brokers/+/clients/#', null],
  ['a/#/b', 'level 2: # may only stand alone and at the end, found "#"'],
  ['a/b#', 'level 2: # may only stand alone and at the end, found "b#"'],
  ['a/b+/c', 'level 2: + may only stand alone between two /, found "b+"'],
  ['a//b', 'level 2: is empty'],
  ['a/', 'level 2: is empty'],
  ['#', 'names no level: it would take every topic of the broker'],
  ['+/+/#', 'names no level: it would take every topic of the broker'],
  ['$share/g/a/#', '$share: shared subscriptions lose messages with their member'],
  ['xiaowei/v1/+/+/alarm', 'overlaps xiaowei/#, the native tree, which is fixed'],
  ['+/v1/#', 'overlaps xiaowei/#, the native tree, which is fixed'],
])('%s: %s', (filter, expected) => {
  expect(filterRefusal(filter)).toBe(expected)
})

const level = fc.constantFrom('a', 'b', '$x', '+')
const filter = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => (open ? [...levels, '#'] : levels).join('/'))
const topic = fc.array(fc.constantFrom('a', 'b', '$x'), { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'))

it('calls two filters overlapping whenever a topic matches both, and one covering whenever it lets none of the other through', () => {
  fc.assert(
    fc.property(filter, filter, topic, (a, b, heard) => {
      const [inA, inB] = [matchesAny([a], heard), matchesAny([b], heard)]
      if (inA && inB) expect(overlap(a, b)).toBe(true)
      if (covers(a, b) && inB && !heard.startsWith('$')) expect(inA).toBe(true)
      expect(overlap(a, b)).toBe(overlap(b, a))
    }),
  )
})

describe('beside other sources', () => {
  const settings = {
    schoolId: null,
    schoolLevel: null,
    identity: null,
    datum: 'wgs84',
    timeZone: 'Asia/Shanghai',
    policePlatform: false,
    off: false,
  } as const
  const row = (id: string, name: string, more: Partial<SourceRow> = {}): SourceRow => ({
    id,
    filters: [name],
    dialect: 'zigbee2mqtt',
    baseLevels: 1,
    ...settings,
    ...more,
  })
  const others = [row('z', 'z/#'), row('off', 'old/#', { off: true }), row('mount', 'edge/+/z2m/#')]
  const wrong = (id: string, name: string, more: Partial<SourceRow> = {}) => {
    const { id: _, ...rest } = row(id, name, more)
    return sourceRefusals(id, rest, others)
  }
  it.each([
    ['z', 'z/#', {}, []],
    ['new', 'z/hall/#', {}, []],
    ['new', 'old/#', {}, []],
    ['new', 'z/#', { off: true }, []],
    ['new', 'z/#', {}, [{ path: 'filters.0', message: 'is the same as z/# of source z' }]],
    [
      'new',
      'edge/xq-01/+/#',
      {},
      [{ path: 'filters.0', message: 'overlaps edge/+/z2m/# of source mount: some topics would belong to both' }],
    ],
    ['new', 'y/#', { baseLevels: 2 }, [{ path: 'filters.0', message: 'has 1 levels before #, and baseLevels is 2' }]],
    ['new', 'y/#', { schoolLevel: 2 }, [{ path: 'filters.0', message: 'has 1 levels before #, and schoolLevel is 2' }]],
    [
      'new',
      'y/x',
      { identity: { from: 'topic', level: 3 } },
      [{ path: 'filters.0', message: 'has 2 levels, and the identity is level 3' }],
    ],
    ['new', 'y/#', { filters: ['y/#', 'y/a'] }, [{ path: 'filters.1', message: 'overlaps y/# of the same source' }]],
    [
      'new',
      'y/#',
      { timeZone: 'Asia/Yinchuan' },
      [{ path: 'timeZone', message: 'expected an IANA time zone such as Asia/Shanghai, found Asia/Yinchuan' }],
    ],
    ['new', 'y/#', { dialect: 'native' }, [{ path: 'dialect', message: 'native is spoken on xiaowei/v1 alone' }]],
  ] as [string, string, Partial<SourceRow>, object[]][])('%s %s %j: %j', (id, name, more, expected) => {
    expect(wrong(id, name, more)).toEqual(expected)
  })
})
