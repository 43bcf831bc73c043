import { useEffect } from 'react'
import { create } from 'zustand'
import type { MapConfig } from '#contracts/map.ts'
import type { CampusFeature } from '#contracts/school.ts'
import { readCampuses, readMapConfig, readStreets } from '../../api/register.ts'

interface Ground {
  config: MapConfig | null
  streets: string | null
  campuses: readonly CampusFeature[]
}

const ground = create<Ground>(() => ({ config: null, streets: null, campuses: [] }))

async function load(seesSchools: boolean): Promise<void> {
  const config = await readMapConfig()
  const streets = config.basemap.kind === 'streets' ? await readStreets() : null
  ground.setState({ config, streets, campuses: seesSchools ? (await readCampuses()).features : [] })
}

/** What lies under the marks; campuses and belts for those who may see schools. Without it the page goes on as a list. */
export function useGround(seesSchools: boolean): Ground {
  useEffect(() => {
    if (ground.getState().config === null) load(seesSchools).catch(() => ground.setState({ config: null }))
  }, [seesSchools])
  return ground()
}
