import type { Alarm } from '#contracts/alarm.ts'
import { expiry, NATIVE_ROOT } from '#contracts/mqtt.ts'
import { isCarriedRaw } from '../dialects/sources.ts'
import type { Pool } from '../store/pool.ts'

/**
 * Which alarms wait, as the change log tells: the lamp follows whatever ends the waiting (an acknowledgement, a dispatch, a closing), once,
 * and a note or a guard's answer does not light it again.
 */
export class Waiting {
  readonly #ids: Set<string>

  /** @param ids of the alarms that wait at the start */
  constructor(ids: Iterable<string>) {
    this.#ids = new Set(ids)
  }

  /** Takes a change, in order. @returns whether the waiting ended with it */
  hasEnded({ id, unacknowledged, state }: Pick<Alarm, 'id' | 'unacknowledged' | 'state'>): boolean {
    if (!unacknowledged || state === 'closed') return this.#ids.delete(id)
    this.#ids.add(id)
    return false
  }
}

/** The lamp of the button: 已受理, once for each time that it waited. Native devices and bridges of raw dialects hear it; the others have no ear. */
export async function tellAnswered(pool: Pool, alarm: Alarm, publish: (topic: string, payload: string) => void): Promise<void> {
  const { rows } = await pool.query<{
    dialect: string
    source: string
    externalId: string
    school: string
    pressId: string | null
    bridge: string | null
  }>(
    `select d.dialect, d.source, d.external_id as "externalId", d.school_id as school, a.last_press_id as "pressId", t.bridge_id as bridge
     from alarm a join device d on d.id = a.device_id left join device_state t on t.device_id = d.id where a.id = $1`,
    [alarm.id],
  )
  const device = rows[0]
  if (!device || !alarm.deviceId) return
  const command = JSON.stringify({
    type: 'answered',
    ...(device.pressId === null ? {} : { id: device.pressId }),
    alarmId: alarm.id,
    expiresAt: expiry(new Date()),
  })
  if (device.dialect === 'native') publish(`${NATIVE_ROOT}/${device.school}/${alarm.deviceId}/command`, command)
  if (!isCarriedRaw(device.dialect) || !device.source.startsWith('edge/')) return
  // Who speaks for itself is its own bridge; a tree below the mount (CameraEvents) has no ear.
  const key = device.bridge ?? device.externalId
  if (!key.includes('/')) publish(`${device.source}/${key}/command`, command)
}
