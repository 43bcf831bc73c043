import type { DeviceKind, DeviceState } from '#contracts/device.ts'
import type { DeviceDelta } from '#contracts/push.ts'
import { deviceState } from '#domain/device-state.ts'
import type { Pool } from '../store/pool.ts'
import { type Loop, loop } from '../worker/loop.ts'

const EVERY_MS = 5_000

interface Row {
  ids: string[]
  schools: string[]
  kinds: DeviceKind[]
  heard: (number | null)[]
  offline: boolean[]
}

/**
 * Which devices' states have changed since the last look. The first look is at the start, whoever is there: a screen that came back at once
 * would else never hear of what changed before the first look that had somebody to tell. After that nothing is looked at for nobody.
 */
export function deviceDeltas(
  pool: Pool,
  isWatched: () => boolean,
  emit: (deltas: (DeviceDelta & { schoolId: string })[]) => void,
  onError: (error: Error) => void,
): Loop {
  const known = new Map<string, DeviceState>()
  let looked = false
  return loop(
    EVERY_MS,
    async () => {
      if (looked && !isWatched()) return
      // Columns as arrays: 18,000 rows of objects cost more to parse than to read.
      const { rows } = await pool.query<Row>({
        name: 'device-states',
        text: `select array_agg(d.id) as ids, array_agg(d.school_id) as schools, array_agg(d.kind) as kinds,
                 array_agg(extract(epoch from t.last_heard_at)::float8 * 1000) as heard, array_agg(t.said_offline) as offline
               from device_state t join device d on d.id = t.device_id`,
      })
      const row = rows[0]
      const now = new Date()
      const first = !looked
      looked = true
      const deltas: (DeviceDelta & { schoolId: string })[] = []
      row?.ids?.forEach((id, i) => {
        const heard = row.heard[i]
        const lastHeardAt = heard == null ? null : new Date(heard)
        const state = deviceState({ kind: row.kinds[i] as DeviceKind, lastHeardAt, saidOffline: row.offline[i] === true }, now)
        if (known.get(id) === state) return
        known.set(id, state)
        if (!first) deltas.push({ id, state, lastHeardAt: lastHeardAt?.toISOString() ?? null, schoolId: row.schools[i] as string })
      })
      if (deltas.length > 0) emit(deltas)
    },
    onError,
  )
}
