import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cause, type Placed, roots, type Standing, topologyOf } from '#domain/cause.ts'
import type { Condition } from '#domain/damping.ts'

const device = (id: string, given: Partial<Placed> = {}): Placed => ({
  id,
  schoolId: 's1',
  kind: 'camera',
  source: 'native',
  parentId: null,
  ...given,
})

/** One school: a switch, two recorders on it, four cameras on each, and a button. */
const school = (id: string): Placed[] => [
  device(`${id}-sw`, { schoolId: id, kind: 'gateway' }),
  ...[1, 2].flatMap((r) => [
    device(`${id}-r${r}`, { schoolId: id, kind: 'recorder', parentId: `${id}-sw` }),
    ...[1, 2, 3, 4].map((c) => device(`${id}-r${r}c${c}`, { schoolId: id, parentId: `${id}-r${r}` })),
  ]),
  device(`${id}-b`, { schoolId: id, kind: 'panicButton' }),
]

function causes(devices: readonly Placed[], dark: readonly string[], given: { chattering?: string[]; unheard?: string[] } = {}): Cause[] {
  const standing = (id: string): Standing => {
    const condition: Condition = given.chattering?.includes(id) ? 'chattering' : dark.includes(id) ? 'dark' : 'well'
    return { condition, observed: !given.unheard?.includes(id) }
  }
  return roots(topologyOf(devices), standing)
}

const named = (found: readonly Cause[]) =>
  found.map(({ kind, node, below, under }) => `${kind} ${node}${below ? ' below' : ''} ${under.length}`)
const prompt = (devices: readonly Placed[]) => devices.filter(({ kind }) => kind !== 'panicButton').map(({ id }) => id)

describe('one cause, one fault', () => {
  const one = school('s1')
  const two = [...school('s1'), ...school('s2')]
  it.each<[string, readonly Placed[], string[], string[]]>([
    ['a camera alone', one, ['s1-r1c1'], ['offline s1-r1c1 0']],
    ['a recorder with its cameras', one, ['s1-r1', 's1-r1c1', 's1-r1c2', 's1-r1c3', 's1-r1c4'], ['offline s1-r1 4']],
    ['a recorder whose cameras go on', one, ['s1-r1'], ['offline s1-r1 0']],
    [
      'two recorders’ cameras and their switch',
      one,
      ['s1-sw', ...one.filter(({ id }) => /r\d/.test(id)).map(({ id }) => id)],
      ['offline /uplink/s1 11'],
    ],
    ['all cameras below a recorder that is well', one, ['s1-r1c1', 's1-r1c2', 's1-r1c3', 's1-r1c4'], ['offline s1-r1 below 4']],
    ['three of its four cameras', one, ['s1-r1c1', 's1-r1c2', 's1-r1c3'], ['offline s1-r1c1 0', 'offline s1-r1c2 0', 'offline s1-r1c3 0']],
    ['a school whose button is silent all day anyway', two, prompt(school('s1')), ['offline /uplink/s1 11']],
    ['every school: the broker', two, [...prompt(school('s1')), ...prompt(school('s2'))], ['offline /broker 22']],
    ['a button alone', one, ['s1-b'], ['offline s1-b 0']],
  ])('is %s', (_, devices, dark, expected) => {
    expect(named(causes(devices, dark))).toEqual(expected)
  })

  it('sees through a switch that nobody hears, and is not misled by what was never heard', () => {
    const below = one.filter(({ id }) => /r\d/.test(id)).map(({ id }) => id)
    const lonely = [...one, device('s1-c', { kind: 'camera' })]
    expect(named(causes(lonely, below, { unheard: ['s1-sw'] }))).toEqual(['offline s1-sw 10'])
    expect(named(causes(one, [], { unheard: one.map(({ id }) => id) }))).toEqual([])
  })

  it('names a platform that speaks for several schools', () => {
    const at = (schoolId: string, n: number) => device(`${schoolId}-${n}`, { schoolId, source: 'edge/district/gb28181' })
    const devices = [at('s1', 1), at('s1', 2), at('s2', 1), device('s1-x'), device('s2-x', { schoolId: 's2' })]
    expect(named(causes(devices, ['s1-1', 's1-2', 's2-1']))).toEqual(['offline /platform/edge/district/gb28181 3'])
  })

  it('takes 44 cameras that flicker on one switch for one line, and one that flickers for itself', () => {
    const cameras = Array.from({ length: 44 }, (_, i) => device(`c${i}`, { parentId: 's1-sw' }))
    const ids = cameras.map(({ id }) => id)
    expect(named(causes([...one, ...cameras], [], { chattering: ids }))).toEqual(['chattering s1-sw below 44'])
    expect(named(causes(one, [], { chattering: ['s1-r1c1'] }))).toEqual(['chattering s1-r1c1 0'])
    expect(named(causes(one, [], { chattering: ['s1-r1c1', 's1-r1c2', 's1-r2c1', 's1-r2c2'] }))).toEqual(['chattering s1-sw below 4'])
  })

  it('stands a ring of parents, and a parent that nobody registered', () => {
    const ring = [device('a', { parentId: 'b' }), device('b', { parentId: 'a' }), device('c', { parentId: 'gone' }), device('d')]
    expect(named(causes(ring, ['c']))).toEqual(['offline c 0'])
    expect(named(causes(ring, ['a']))).toEqual(['offline a 0'])
  })
})

it('accounts for every dark device exactly once, and for no other', () => {
  const devices = [...school('s1'), ...school('s2'), ...school('s3')]
  const condition = fc.constantFrom<Condition>('well', 'well', 'dark', 'chattering')
  fc.assert(
    fc.property(fc.array(fc.tuple(condition, fc.boolean()), { minLength: devices.length, maxLength: devices.length }), (drawn) => {
      const standings = new Map(devices.map(({ id }, i) => [id, { condition: drawn[i]?.[0] ?? 'well', observed: drawn[i]?.[1] ?? true }]))
      const found = roots(topologyOf(devices), (id) => standings.get(id))
      for (const kind of ['offline', 'chattering'] as const) {
        const wanted = devices.filter(({ id }) => standings.get(id)?.condition === (kind === 'offline' ? 'dark' : 'chattering'))
        const told = found
          .filter((cause) => cause.kind === kind)
          .flatMap(({ node, under }) => [
            ...under,
            ...(standings.get(node)?.condition === (kind === 'offline' ? 'dark' : 'chattering') ? [node] : []),
          ])
        expect([...told].sort()).toEqual(wanted.map(({ id }) => id).sort())
      }
    }),
  )
})
