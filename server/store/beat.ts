import type { Queryable } from './pool.ts'

/** Beats of one native device since the last write. */
export interface Beat {
  deviceId: string
  heardAt: Date | null
  beats: number
  saidOffline: boolean
  /** received − device time of each, s */
  offsets: number[]
  /** % */
  battery: number | null
  /** Days of pictures that a recorder says it holds. */
  retentionDays: number | null
}

/** Writes coalesced beats, rows in id order. @returns ids that no native device has */
export async function saveBeats(db: Queryable, beats: readonly Beat[]): Promise<string[]> {
  const sorted = [...beats].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
  const { rows } = await db.query<{ id: string }>({
    name: 'save-beats',
    text: `
      with beat as materialized (
             select b.*, d.id is not null as known, t.beat_hour, t.hour_beats, coalesce(t.said_offline, false) as was_offline, t.battery as had_battery, t.retention_days as had_retention
             from jsonb_to_recordset($1::jsonb) as b("deviceId" text, "heardAt" timestamptz, beats int, "saidOffline" boolean, offsets real[], battery real, "retentionDays" real)
             left join lateral (select id from device where device.id = b."deviceId" and source = 'native' offset 0) d on true
             left join lateral (select * from device_state where device_state.device_id = b."deviceId" offset 0) t on true order by b."deviceId"),
           rolled as (
             insert into device_hour as h (device_id, hour, beats)
             select "deviceId", beat_hour, hour_beats from beat where hour_beats > 0 and beat_hour < date_trunc('hour', "heardAt")
             on conflict (hour, device_id) do update set beats = h.beats + excluded.beats),
           stated as (
             insert into device_state as t (device_id, last_heard_at, last_beat_at, said_offline, said_offline_at, beat_hour, hour_beats, clock_samples, battery, retention_days)
             select "deviceId", "heardAt", "heardAt", "saidOffline", case when "saidOffline" then now() end, date_trunc('hour', "heardAt"), beats, offsets, battery, "retentionDays"
             from beat where known
             on conflict (device_id) do update set
               last_heard_at = greatest(t.last_heard_at, excluded.last_heard_at), last_beat_at = greatest(t.last_beat_at, excluded.last_beat_at),
               said_offline = excluded.said_offline,
               said_offline_at = case when excluded.said_offline then coalesce(t.said_offline_at, excluded.said_offline_at) end,
               battery = coalesce(excluded.battery, t.battery), retention_days = coalesce(excluded.retention_days, t.retention_days),
               beat_hour = greatest(t.beat_hour, excluded.beat_hour),
               hour_beats = case when excluded.beat_hour > t.beat_hour then 0 else t.hour_beats end + excluded.hour_beats,
               clock_samples = (t.clock_samples || excluded.clock_samples)[greatest(1, cardinality(t.clock_samples) + cardinality(excluded.clock_samples) - 19):]),
           sampled as (
             insert into health_sample (at, device_id, kind, data)
             select coalesce(b."heardAt", now()), b."deviceId", 'state', jsonb_strip_nulls(jsonb_build_object('saidOffline', b."saidOffline", 'battery', b.battery, 'retentionDays', b."retentionDays"))
             from beat b where b.known and (b."saidOffline" is distinct from b.was_offline
               or b.battery is not null and b.battery is distinct from b.had_battery or b."retentionDays" is not null and b."retentionDays" is distinct from b.had_retention))
      select "deviceId" as id from beat where not known`,
    values: [JSON.stringify(sorted)],
  })
  return rows.map(({ id }) => id)
}
