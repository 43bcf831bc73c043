import type { Alarm, Shelve } from '#contracts/alarm.ts'
import { type AlarmRow, toAlarm } from '#domain/alarm-row.ts'
import { type Principal, seesAlarm } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { shelfRefusal, shelve, takeBack } from '#domain/shelf.ts'
import { lockAlarm, saveAlarms } from '../store/alarm.ts'
import { sealNote } from '../store/note.ts'
import type { Pool, Queryable } from '../store/pool.ts'
import { lostRace } from './command-alarm.ts'
import { type Answer, once } from './once.ts'

export interface ShelfAct {
  readonly alarmId: string
  readonly body: Shelve
  readonly by: Principal
  readonly key: string
}

export interface UnshelfAct {
  readonly alarmId: string
  readonly body: { version: number }
  readonly by: Principal
  readonly key: string
}

/** Puts a nuisance aside for a time, with the reason (R11). It comes back by itself: {@link returnShelved}. */
export function shelveAlarm(pool: Pool, act: ShelfAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = act
  return once(
    pool,
    { by, key, request: { alarmId, command: 'shelve', body } },
    async (db) => {
      const seen = await lockSeen(db, act)
      if (!('alarm' in seen)) return seen
      const { alarm } = seen
      const refusal = shelfRefusal(toAlarm(alarm), await isButton(db, alarm.deviceId))
      if (refusal !== null) return refuse('conflict', refusal, { current: toAlarm(alarm) })
      const now = new Date()
      const next = shelve(alarm, body.minutes, by.username, now)
      const noteId = await sealNote(db, alarmId, body.reason, now)
      const shelved: Line = { kind: 'shelved', by: by.username, noteId, data: { until: next.shelvedUntil } }
      // It clears the bit, and whoever counts the times of R3 finds that where every acknowledgement is.
      const accepted: Line[] = alarm.unacknowledged ? [{ kind: 'acknowledged', by: by.username, noteId: null, data: {} }] : []
      return save(db, next, [...accepted, shelved])
    },
    onChanged,
  )
}

/** Takes a shelved alarm back before its time. */
export function unshelveAlarm(pool: Pool, act: UnshelfAct, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { alarmId, body, by, key } = act
  return once(
    pool,
    { by, key, request: { alarmId, command: 'unshelve', body } },
    async (db) => {
      const seen = await lockSeen(db, act)
      if (!('alarm' in seen)) return seen
      const { alarm } = seen
      if (alarm.shelvedUntil === null) return refuse('conflict', 'the alarm is not shelved', { current: toAlarm(alarm) })
      return save(db, takeBack(alarm, by.username, new Date()), [{ kind: 'unshelved', by: by.username, noteId: null, data: {} }])
    },
    onChanged,
  )
}

async function lockSeen(db: Queryable, { alarmId, body, by }: UnshelfAct) {
  const alarm = await lockAlarm(db, alarmId)
  if (!alarm || !seesAlarm(by, alarm)) return refuse('not-found', `no alarm ${alarmId}`)
  if (alarm.version === body.version) return { alarm }
  return refuse('version-conflict', await lostRace(db, alarm, body.version), { current: toAlarm(alarm) })
}

async function isButton(db: Queryable, deviceId: string | null): Promise<boolean> {
  const { rows } = await db.query(`select from device where id = $1 and kind = 'panicButton'`, [deviceId])
  return rows.length > 0
}

interface Line {
  kind: 'acknowledged' | 'shelved' | 'unshelved'
  by: string
  noteId: string | null
  data: Record<string, unknown>
}

async function save(db: Queryable, alarm: AlarmRow, lines: readonly Line[]): Promise<Answer> {
  const { id: alarmId, changedAt: at, version } = alarm
  const [saved] = await saveAlarms(
    db,
    [{ alarm, isNew: false }],
    lines.map((line) => ({ alarmId, at, version, ...line })),
  )
  return { ok: true, alarm: saved as Alarm }
}
