import { recorderClock, retention } from '#domain/measures/recorders.ts'
import type { Queryable } from './pool.ts'

/** A battery is low below this, and well again from `BATTERY_WELL`, %. */
const BATTERY_LOW = 20
const BATTERY_WELL = 25
/** Whose clock stamps no picture and no log may be off by so much before it is mended, s. */
const OTHER_CLOCK_S = 60

/** The thresholds of the rule in force today. */
const rule = (measure: string): string => `coalesce((select thresholds from measure_version where measure_id = '${measure}'
  and state in ('inForce', 'superseded') and valid_from <= (now() at time zone 'Asia/Shanghai')::date order by version desc limit 1), '{}')`

/**
 * Faults of what devices measure: a clock that is off (its last five messages agree on by how much), a recorder whose oldest picture is too
 * young for the rule in force (R31), a low battery. One opens beyond its limit and closes well within it; one that the device has reported
 * itself is not opened twice. Devices in maintenance open none.
 */
export async function watchMeasured(db: Queryable): Promise<void> {
  await db.query(
    `with rule as materialized (select ${rule(recorderClock.id)} as clock, ${rule(retention.id)} as keep),
       limits as materialized (
         select coalesce((clock ->> 'maxOffsetS')::float8, $1) as clock_s, coalesce((keep ->> 'days')::float8, $2) as days,
           coalesce((keep ->> 'targetDays')::float8, $3) as target_days, coalesce((keep ->> 'targetPupils')::float8, $4) as target_pupils,
           coalesce((keep ->> 'targetKindergarten')::float8, $5) as target_kindergarten from rule),
       seen as materialized (
         select s.device_id, d.school_id, d.kind, s.retention_days, s.battery, s.battery_low,
           case when d.kind in ('camera', 'recorder', 'alarmPanel') then l.clock_s else greatest(l.clock_s, $6::float8) end as clock_s,
           case when school.pupils >= case when school.level = 'kindergarten' then l.target_kindergarten else l.target_pupils end
             then l.target_days else l.days end as days,
           least(o[1], o[2], o[3], o[4], o[5]) as ahead, greatest(o[1], o[2], o[3], o[4], o[5]) as behind, cardinality(o) = 5 as known
         from device_state s join device d on d.id = s.device_id join school on school.id = d.school_id cross join limits l
         cross join lateral (select s.clock_samples[greatest(1, cardinality(s.clock_samples) - 4):] as o) c
         where cardinality(s.clock_samples) >= 5 or s.retention_days is not null or s.battery is not null or s.battery_low is not null),
       measured as (
         select device_id, school_id, 'clock-offset' as kind, known and behind - ahead <= clock_s and (ahead > clock_s or behind < -clock_s) as bad,
           known and ahead >= -clock_s * 0.8 and behind <= clock_s * 0.8 as well from seen
         union all
         select device_id, school_id, 'retention-short', floor(retention_days) < days, floor(retention_days) >= days from seen where kind = 'recorder'
         union all
         select device_id, school_id, 'low-battery', coalesce(battery_low or battery < $7, battery < $7),
           battery_low is not true and coalesce(battery >= $8, true) from seen),
       closed as (
         update fault f set closed_at = greatest(now(), f.opened_at) from measured m
         where f.device_id = m.device_id and f.kind = m.kind and f.detail = 'measured' and f.closed_at is null and m.well)
     insert into fault (kind, detail, device_id, school_id, opened_at, last_at)
     select m.kind, 'measured', m.device_id, m.school_id, now(), now() from measured m
     where m.bad and not exists (select from fault f where f.device_id = m.device_id and f.kind = m.kind and f.closed_at is null)
       and not exists (select from maintenance w join maintenance_device i on i.maintenance_id = w.id
         where i.device_id = m.device_id and w.starts_at <= now() and w.ends_at > now())
     on conflict do nothing`,
    [
      recorderClock.rule.thresholds.maxOffsetS,
      retention.rule.thresholds.days,
      retention.rule.thresholds.targetDays,
      retention.rule.thresholds.targetPupils,
      retention.rule.thresholds.targetKindergarten,
      OTHER_CLOCK_S,
      BATTERY_LOW,
      BATTERY_WELL,
    ],
  )
}
