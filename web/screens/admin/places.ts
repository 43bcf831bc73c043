import { create } from 'zustand'
import type { MapConfig } from '#contracts/map.ts'
import type { CampusFeature, School } from '#contracts/school.ts'
import { readCampuses, readMapConfig, readStreets, schoolPages } from '../../api/register.ts'

interface Places {
  schools: readonly School[]
  campuses: readonly CampusFeature[]
  config: MapConfig | null
  streets: string | null
}

/** Schools and campuses, as these pages choose among them. */
export const usePlaces = create<Places>(() => ({ schools: [], campuses: [], config: null, streets: null }))

/** Reads them again; what cannot be read stays as it was. @throws what the request throws */
export async function loadPlaces(): Promise<void> {
  const [config, { features }] = await Promise.all([readMapConfig(), readCampuses()])
  usePlaces.setState({ config, campuses: features })
  const schools: School[] = []
  for await (const page of schoolPages()) schools.push(...page)
  usePlaces.setState({ schools })
  if (config.basemap.kind === 'streets' && usePlaces.getState().streets === null) usePlaces.setState({ streets: await readStreets() })
}
