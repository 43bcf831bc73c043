import type { Site } from '#contracts/site.ts'
import type { Principal } from '#domain/policy.ts'
import { ON_THE_MAP } from './campus.ts'
import { CALL_ORDER } from './contact.ts'
import type { Queryable } from './pool.ts'
import { schoolScope } from './scope.ts'

/** The reader's schools with telephones, boundaries, gates and buttons, in one statement: the phone at the other end may be on a slow network. */
export async function readSiteSchools(db: Queryable, reader: Principal): Promise<Site['schools']> {
  const scope = schoolScope(reader, 1, 'school.id')
  const { rows } = await db.query<Site['schools'][number]>(
    `select id, name,
       coalesce((select jsonb_agg(jsonb_build_object('role', role, 'phone', phone) order by ${CALL_ORDER})
                 from contact where contact.school_id = school.id), '[]') as phones,
       coalesce((select jsonb_agg(jsonb_build_object('id', campus.id, 'name', campus.name, 'boundary', boundary, 'gates', gates) order by campus.id)
                 from campus where campus.school_id = school.id and ${ON_THE_MAP}), '[]') as campuses,
       coalesce((select jsonb_agg(jsonb_build_object('id', device.id, 'name', device.name,
                   'position', case when lng between -180 and 180 and lat between -90 and 90 then jsonb_build_array(lng, lat) end) order by device.id)
                 from device where device.school_id = school.id and device.kind = 'panicButton'), '[]') as buttons
     from school where ${scope.sql} order by id`,
    scope.values,
  )
  return rows
}
