import { afterAll, beforeAll, expect, it } from 'vitest'
import { Day } from '#contracts/day.ts'
import { anAlarm, aWorld, NORTH, SOUTH, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.stop())

const day = async (username: string) => Day.parse((await world.as(username, { url: '/api/v1/day' })).json())

it('counts the day of the reader’s scope from midnight in Shanghai, and is empty where nothing happened', async () => {
  expect(await day('operator')).toMatchObject({
    alarms: 0,
    exercises: 0,
    openFaults: 2,
    devicesToMend: 2,
    lastDrill: null,
    lastProven: null,
  })
  await anAlarm(world.owner)
  await anAlarm(world.owner, { schoolId: SOUTH })
  await anAlarm(world.owner, { receivedAt: new Date(Date.now() - 86_400_000).toISOString() })
  await world.owner.query(
    `insert into exercise (kind, school_id, opened_by, ends_at, police_notified_by, police_notified_at) values ('drill', $1, 'shiftLeader', now(), '李', now())`,
    [SOUTH],
  )
  await world.owner.query(`insert into device_state (device_id, proven_at) values ($1, now())`, [`${NORTH}-b`])
  expect(await day('operator')).toMatchObject({ alarms: 2, lastDrill: { schoolId: SOUTH }, lastProven: { schoolId: NORTH } })
  expect(await day('northLeader')).toMatchObject({ alarms: 1, openFaults: 1, lastDrill: null, lastProven: { schoolId: NORTH } })
  expect(new Date((await day('operator')).from).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })).toMatch(
    /^(00|24):00:00$/,
  )
})
