// A school's uplink is cut while 17,000 cameras beat and buttons are pressed, and mended again: one fault, and no word of anybody else.
import { CLOSES_AFTER_MS, OPENS_AFTER_MS } from '#domain/damping.ts'
import type { Pool } from '../../server/store/pool.ts'
import type { BlastJob } from './blast.ts'
import type { Latency } from './press-latency.ts'

/** Often enough that a silence is known in a minute, s. */
const BEAT_S = 20
const MISSED_MS = 3 * BEAT_S * 1000
/** The watch looks every few seconds, and reads the register twice a minute. ms */
const SLACK_MS = 35_000
const PATIENCE_MS = 240_000
const SCHOOL = 'school-7'

export interface UplinkCut extends Latency {
  /** Faults opened from the cut to the mend's end. */
  faults: number
  /** From the cut to its fault, s. */
  knownAfterS: number
  /** Whether it closed by itself, and opened none on the way back. */
  mended: boolean
  /** Changes of state of the school's own cameras, and of all others. A button that is pressed for the first time is none of them. */
  changes: { own: number; others: number }
}

/** @param blast sends beats of all cameras but those of `without` @param press measures presses meanwhile */
export async function cutUplink(
  pool: Pool,
  cameras: number,
  blast: (job: Pick<BlastJob, 'messages' | 'rate' | 'devices' | 'without'>) => Promise<unknown>,
  press: () => Promise<Latency>,
): Promise<UplinkCut> {
  const rate = Math.round(cameras / BEAT_S)
  const beats = (ms: number, without?: string) =>
    blast({ messages: Math.ceil((rate * ms) / 1000), rate, devices: cameras, ...(without === undefined ? {} : { without }) })
  await pool.query(`update device set heartbeat_s = $1 where kind = 'camera'`, [BEAT_S])
  await beats(SLACK_MS + MISSED_MS)
  const cutAt = await nowOf(pool)
  const cut = beats(MISSED_MS + OPENS_AFTER_MS + SLACK_MS, SCHOOL)
  const latency = await press()
  await cut
  // A busy machine hears too little of itself to call anybody silent: it takes longer then, and says how long.
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until && (await faultsSince(pool, cutAt)).length === 0; )
    await beats(BEAT_S * 1000, SCHOOL)
  const opened = await faultsSince(pool, cutAt)
  await beats(CLOSES_AFTER_MS + SLACK_MS)
  for (
    const until = performance.now() + PATIENCE_MS;
    performance.now() < until && (await faultsSince(pool, cutAt)).some(({ open }) => open);
  )
    await beats(BEAT_S * 1000)
  const after = await faultsSince(pool, cutAt)
  const { rows } = await pool.query<{ own: number; others: number }>(
    `select count(*) filter (where d.school_id = $2)::int as own, count(*) filter (where d.school_id <> $2)::int as others
     from device_interval i join device d on d.id = i.device_id where i.since > $1 and d.kind = 'camera'`,
    [cutAt, SCHOOL],
  )
  return {
    ...latency,
    faults: after.length,
    knownAfterS: opened[0] ? (opened[0].openedAt.getTime() - cutAt.getTime()) / 1000 : Number.NaN,
    mended: after.length === opened.length && after.every(({ open }) => !open),
    changes: rows[0] ?? { own: Number.NaN, others: Number.NaN },
  }
}

async function nowOf(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('select now()')
  if (!rows[0]) throw new Error('a select without from returned no row')
  return rows[0].now
}

async function faultsSince(pool: Pool, since: Date): Promise<{ openedAt: Date; open: boolean }[]> {
  const { rows } = await pool.query<{ openedAt: Date; open: boolean }>(
    'select opened_at as "openedAt", closed_at is null as open from fault where opened_at > $1 order by opened_at',
    [since],
  )
  return rows
}
