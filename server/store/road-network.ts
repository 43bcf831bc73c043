import type { RoadNetwork } from '#contracts/road-network.ts'
import type { LngLat } from '#contracts/time.ts'
import type { RoadSegment } from '#domain/road-network.ts'
import { personName } from './person-name.ts'
import type { Queryable } from './pool.ts'

type Row = Omit<RoadNetwork, 'importedAt'> & { importedAt: Date }
const COLUMNS = `id, name, source, accuracy_m as "accuracyM", joins, state, segments, skipped, ${personName('imported_by')} as "importedBy", imported_at as "importedAt", synthetic`
const toNetwork = (row: Row): RoadNetwork => ({ ...row, importedAt: row.importedAt.toISOString() })

export async function listRoadNetworks(db: Queryable): Promise<RoadNetwork[]> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from road_network order by imported_at desc, id limit 100`)
  return rows.map(toNetwork)
}

type NewNetwork = Pick<RoadNetwork, 'name' | 'source' | 'accuracyM' | 'joins' | 'importedBy' | 'synthetic'>

export async function insertRoadNetwork(db: Queryable, network: NewNetwork): Promise<string> {
  const { name, source, accuracyM, joins, importedBy, synthetic } = network
  const { rows } = await db.query<{ id: string }>(
    `insert into road_network (name, source, accuracy_m, joins, imported_by, synthetic) values ($1, $2, $3, $4, $5, $6) returning id`,
    [name, source, accuracyM, joins, importedBy, synthetic],
  )
  return rows[0]?.id ?? ''
}

export async function insertSegments(db: Queryable, networkId: string, segments: readonly RoadSegment[]): Promise<void> {
  const column = (of: (segment: RoadSegment) => number): number[] => segments.map(of)
  await db.query(
    `insert into road_segment (network_id, from_lng, from_lat, to_lng, to_lat, metres)
     select $1, * from unnest($2::float8[], $3::float8[], $4::float8[], $5::float8[], $6::float8[])`,
    [
      networkId,
      column(({ from }) => from[0]),
      column(({ from }) => from[1]),
      column(({ to }) => to[0]),
      column(({ to }) => to[1]),
      column(({ metres }) => metres),
    ],
  )
}

/** What was loaded whole takes the place of the one before. */
export async function enforceRoadNetwork(db: Queryable, id: string, counts: { segments: number; skipped: number }): Promise<RoadNetwork> {
  await db.query(`update road_network set state = 'superseded' where state = 'inForce'`)
  const { rows } = await db.query<Row>(
    `update road_network set state = 'inForce', segments = $2, skipped = $3, imported_at = clock_timestamp() where id = $1 returning ${COLUMNS}`,
    [id, counts.segments, counts.skipped],
  )
  return toNetwork(rows[0] as Row)
}

/** Takes away some of the streets that no route is measured on any more; those being loaded stay. @returns how many went */
export async function deleteOldSegments(db: Queryable, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `delete from road_segment where ctid = any(array(
       select segment.ctid from road_segment segment join road_network on road_network.id = network_id
       where state = 'superseded' or (state = 'loading' and imported_at < now() - interval '1 hour') limit $1))`,
    [limit],
  )
  return rowCount ?? 0
}

/** Around a place, wide enough for a way of a kilometre with its detours. */
const REACH_LAT = 0.015
const REACH_LNG = 0.02

export interface RoadsAround extends Pick<RoadNetwork, 'accuracyM' | 'joins'> {
  readonly segments: RoadSegment[]
}

/** The streets around a place, or null where no network is in force. */
export async function roadsAround(db: Queryable, [lng, lat]: LngLat): Promise<RoadsAround | null> {
  const { rows } = await db.query<Pick<RoadNetwork, 'id' | 'accuracyM' | 'joins'>>(
    `select id, accuracy_m as "accuracyM", joins from road_network where state = 'inForce'`,
  )
  const [network] = rows
  if (!network) return null
  const { rows: segments } = await db.query<{ fromLng: number; fromLat: number; toLng: number; toLat: number; metres: number }>(
    `select from_lng as "fromLng", from_lat as "fromLat", to_lng as "toLng", to_lat as "toLat", metres from road_segment
     where network_id = $1 and from_lat between $2 and $3 and from_lng between $4 and $5`,
    [network.id, lat - REACH_LAT, lat + REACH_LAT, lng - REACH_LNG, lng + REACH_LNG],
  )
  return {
    accuracyM: network.accuracyM,
    joins: network.joins,
    segments: segments.map(({ fromLng, fromLat, toLng, toLat, metres }) => ({ from: [fromLng, fromLat], to: [toLng, toLat], metres })),
  }
}
