import { setImmediate as breathe } from 'node:timers/promises'
import type { SyntheticDistrict } from '#domain/synthetic-district.ts'
import { belt, circleBelt } from '#domain/zone.ts'
import type { Pool } from '../store/pool.ts'

// One statement a batch: on the embedded database a transaction keeps everybody else waiting, so none shall last 200 ms.
const BATCH = 250

/**
 * Writes the synthetic district into a register that holds nothing else. Running it again changes nothing.
 * @param onProgress 0 … 1 with a word for what is being written
 * @throws when the register holds a school that is not synthetic
 */
export async function seedDistrict(
  pool: Pool,
  district: SyntheticDistrict,
  onProgress: (share: number, what: string) => void,
): Promise<void> {
  const { rows } = await pool.query<{ id: string; name: string }>('select id, name from school where not synthetic limit 1')
  const real = rows[0]
  if (real)
    throw new Error(
      `the register holds a school that is not synthetic (${real.id} ${real.name}): the synthetic district is not loaded beside it`,
    )

  await insert(
    pool,
    'insert into township (id, name) select id, name from jsonb_to_recordset($1::jsonb) as r(id text, name text) on conflict (id) do nothing',
    district.townships,
  )
  await insert(
    pool,
    'insert into department (id, name, kind) select id, name, kind from jsonb_to_recordset($1::jsonb) as r(id text, name text, kind text) on conflict (id) do nothing',
    district.departments,
  )
  onProgress(0.02, 'schools')
  await insert(
    pool,
    `insert into school (id, name, level, township_id, pupils, boarding, synthetic)
     select id, name, level, "townshipId", pupils, boarding, true
     from jsonb_to_recordset($1::jsonb) as r(id text, name text, level text, "townshipId" text, pupils int, boarding boolean) on conflict (id) do nothing`,
    district.schools,
  )
  await insert(
    pool,
    `insert into contact (school_id, role, name, phone, synthetic) select "schoolId", role, name, phone, true
     from jsonb_to_recordset($1::jsonb) as r("schoolId" text, role text, name text, phone text) on conflict do nothing`,
    district.schools.flatMap(({ id, phones }) => phones.map((contact) => ({ ...contact, schoolId: id }))),
  )
  for (let i = 0; i < district.campuses.length; i += 5) {
    const batch = district.campuses.slice(i, i + 5).map((campus) => {
      const zone = campus.boundary ? belt(campus.boundary) : campus.point ? circleBelt(campus.point) : null
      if (!zone) throw new Error(`campus ${campus.id} has neither boundary nor point`)
      const point = campus.point && { type: 'Point', coordinates: campus.point }
      return { ...campus, point, zone: zone.zone, method: zone.method }
    })
    await insert(
      pool,
      `insert into campus (id, school_id, name, boundary, point, gates, zone, zone_origin, zone_method, provisional, synthetic)
       select id, "schoolId", name, nullif(boundary, 'null'), nullif(point, 'null'), gates, zone, case when nullif(boundary, 'null') is null then 'point' else 'boundary' end, method, nullif(boundary, 'null') is null, true
       from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, name text, boundary jsonb, point jsonb, gates jsonb, zone jsonb, method text) on conflict (id) do nothing`,
      batch,
    )
    onProgress(0.05 + (0.45 * i) / district.campuses.length, 'campuses and belts')
    await breathe()
  }
  const vendors = district.vendors.map(({ id }) => id)
  const owned = district.devices.map((device, n) => ({ ...device, vendorId: vendors.length > 0 ? vendors[n % vendors.length] : null }))
  // What others hang on comes first.
  const ordered = [...owned.filter(({ parentId }) => parentId === null), ...owned.filter(({ parentId }) => parentId !== null)]
  for (let i = 0; i < ordered.length; i += BATCH) {
    const batch = ordered.slice(i, i + BATCH).map((device) => ({
      ...device,
      lng: device.position?.[0] ?? null,
      lat: device.position?.[1] ?? null,
    }))
    await insert(
      pool,
      `insert into device (id, school_id, campus_id, kind, dialect, source, external_id, point, name, lng, lat, silent, repeats_until_receipt, vendor_id, parent_id, synthetic)
       select id, "schoolId", "campusId", kind, dialect, source, "externalId", point, name, lng, lat, silent, "repeatsUntilReceipt", "vendorId", "parentId", true
       from jsonb_to_recordset($1::jsonb) as r(id text, "schoolId" text, "campusId" text, kind text, dialect text, source text, "externalId" text, point text,
         name text, lng double precision, lat double precision, silent boolean, "repeatsUntilReceipt" boolean, "vendorId" text, "parentId" text) on conflict do nothing`,
      batch,
    )
    onProgress(0.5 + (0.5 * i) / ordered.length, 'devices')
  }
  onProgress(1, 'done')
}

const insert = (pool: Pool, sql: string, rows: readonly object[]) => pool.query(sql, [JSON.stringify(rows)])
