import type { Queryable } from './pool.ts'

export interface ShownLine {
  alarmId: string
  version: number
  screen: string
  account: string
  role: string
  deviceId: string | null
}

/**
 * Adds the line once, and notes that the button was proven end to end: when it was pressed for what a person has now seen. A screen that is
 * loaded anew proves nothing new; neither does a press that came late or could not be read.
 */
export async function noteShown(db: Queryable, { alarmId, version, screen, account, role, deviceId }: ShownLine): Promise<void> {
  await db.query({
    name: 'note-shown',
    // The alarm first, then its device's state, as batches take them. Without it the foreign key's lock came last, and screens that
    // confirmed what a batch was changing deadlocked with it: 7 times in 5 s when tried.
    text: `with seen as materialized (select id, last_press_at, kind <> 'suspect' and not late as proves from alarm where id = $1 for key share),
           line as (
             insert into alarm_log (alarm_id, at, kind, by_account, version, data)
             select id, clock_timestamp(), 'shown', $2, $3, jsonb_build_object('screen', $4::text, 'role', $5::text) from seen
             on conflict (alarm_id, version, by_account, (data ->> 'screen')) where kind = 'shown' do nothing returning at)
           update device_state set proven_at = greatest(proven_at, seen.last_press_at) from line, seen where device_id = $6 and seen.proves`,
    values: [alarmId, account, version, screen, role, deviceId],
  })
}
