import { setImmediate } from 'node:timers/promises'
import type { NewRoadNetwork, RoadNetwork } from '#contracts/road-network.ts'
import type { LngLat } from '#contracts/time.ts'
import { bd09, fromBd09, fromGcj02, gcj02 } from '#domain/position.ts'
import { type Refusal, refuse } from '#domain/problem.ts'
import { type RoadSegment, segmentsOf, walkableLines } from '#domain/road-network.ts'
import { distanceMetres } from '#domain/zone.ts'
import { type Pool, transaction } from '../store/pool.ts'
import { deleteOldSegments, enforceRoadNetwork, insertRoadNetwork, insertSegments } from '../store/road-network.ts'

/** Between two breaths of the process: a file of a city must not hold up an alarm. */
const FEATURES_AT_ONCE = 200
const ROWS_AT_ONCE = 2000
const SHIFTS = {
  wgs84: (position: LngLat): LngLat => position,
  gcj02: (position: LngLat): LngLat => fromGcj02(gcj02(position)),
  bd09: (position: LngLat): LngLat => fromBd09(bd09(position)),
}

type Loaded = { ok: true; network: RoadNetwork } | Refusal

/** Loads a road network beside the one in force, and puts it in force when all of it is there. Venues are measured anew afterwards. */
export async function loadRoadNetwork(
  pool: Pool,
  features: readonly unknown[],
  { datum, ...network }: NewRoadNetwork,
  by: string,
  { synthetic = false } = {},
): Promise<Loaded> {
  const read = await readSegments(features, SHIFTS[datum])
  if (!('segments' in read)) return read
  if (read.segments.length === 0) return refuse('refused-input', 'features: no line among them is a way for walkers')
  const id = await transaction(pool, (db) => insertRoadNetwork(db, { ...network, importedBy: by, synthetic }))
  for (let at = 0; at < read.segments.length; at += ROWS_AT_ONCE)
    await transaction(pool, (db) => insertSegments(db, id, read.segments.slice(at, at + ROWS_AT_ONCE)))
  const counts = { segments: read.segments.length, skipped: read.skipped }
  const loaded = await transaction(pool, (db) => enforceRoadNetwork(db, id, counts))
  while ((await transaction(pool, (db) => deleteOldSegments(db, ROWS_AT_ONCE))) === ROWS_AT_ONCE);
  return { ok: true, network: loaded }
}

async function readSegments(
  features: readonly unknown[],
  shift: (position: LngLat) => LngLat,
): Promise<{ segments: RoadSegment[]; skipped: number } | Refusal> {
  const segments: RoadSegment[] = []
  let skipped = 0
  for (const [at, feature] of features.entries()) {
    if (at % FEATURES_AT_ONCE === 0) await setImmediate()
    const read = walkableLines(feature)
    if (!read.ok) return refuse('refused-input', `features.${at}: ${read.reason}`)
    if (read.lines.length === 0) skipped += 1
    for (const line of read.lines) segments.push(...segmentsOf(line.map(shift), distanceMetres))
  }
  return { segments, skipped }
}
