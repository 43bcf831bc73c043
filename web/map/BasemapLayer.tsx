import L from 'leaflet'
import { useEffect, useState } from 'react'
import type { MapConfig } from '#contracts/map.ts'
import type { CampusFeature } from '#contracts/school.ts'
import type { Bounds } from '#domain/synthetic-building.ts'
import { drawnInGcj02 } from './datum.ts'
import { firstTime } from './first-time.ts'
import { StreetTiles } from './street-tiles.ts'

type Basemap = MapConfig['basemap']
/** How the basemap does: drawn; not to be had right now; of a kind that cannot be drawn. */
export type BasemapState = 'ok' | 'failed' | 'unreadable'

interface Props {
  map: L.Map
  basemap: Basemap
  streets: string | null
  campuses: readonly CampusFeature[]
  onState: (state: BasemapState) => void
}

const TILES: L.GridLayerOptions = { maxZoom: 19, className: 'basemap-tiles' }

/** The tile addresses of a basemap: Tianditu's ground and names, for one, are two, divided by a space. */
const tileUrls = ({ url = '' }: Basemap): string[] => url.split(/\s+/).filter((part) => part.includes('{z}'))

async function layersOf(basemap: Basemap): Promise<L.GridLayer[]> {
  if (basemap.kind === 'pmtiles') {
    if (!basemap.url) return []
    const { openArchive } = await import('./archive-tiles.ts')
    return [await openArchive(basemap.url, TILES)]
  }
  const subdomains = basemap.kind === 'gaode' ? '1234' : '01234567'
  return tileUrls(basemap).map((url) => L.tileLayer(url, { ...TILES, subdomains }))
}

/** Bounds of every campus. */
const groundsOf = (campuses: readonly CampusFeature[]): Bounds[] =>
  campuses.flatMap(({ geometry }) => {
    if (geometry.type === 'Point') return []
    const ring = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flatMap(([outer = []]) => outer)
    const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)]
    return [[Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)] satisfies Bounds]
  })

function useTiles(map: L.Map, basemap: Basemap, onState: Props['onState']): void {
  useEffect(() => {
    if (basemap.kind === 'none' || basemap.kind === 'streets') return
    let gone = false
    const added: L.GridLayer[] = []
    layersOf(basemap).then(
      (layers) => {
        if (gone) return
        for (const layer of layers) {
          const drawn = basemap.datum === 'gcj02' ? drawnInGcj02(layer) : layer
          added.push(
            drawn
              .on('tileerror', () => onState('failed'))
              .on('tileload', () => onState('ok'))
              .addTo(map),
          )
        }
      },
      (error: unknown) => {
        console.warn('the basemap cannot be drawn', error)
        if (!gone) onState(error instanceof Error && error.name === 'UnreadableArchive' ? 'unreadable' : 'failed')
      },
    )
    return () => {
      gone = true
      for (const layer of added) layer.remove()
    }
  }, [map, basemap, onState])
}

/** What lies under the data, as configured. Without any the ground stays plain: there is no hole in the page. */
export function BasemapLayer({ map, basemap, streets, campuses, onState }: Props) {
  useTiles(map, basemap, onState)
  const built = basemap.kind === 'streets'
  const [city, setCity] = useState<StreetTiles | null>(null)
  useEffect(() => {
    if (!built || streets === null) return
    const tiles = new StreetTiles()
    tiles.showCity(streets)
    tiles.on('load', () => {
      firstTime('ground')
      onState('ok')
    })
    tiles.on('lost', () => onState('failed'))
    setCity(tiles)
    return () => {
      tiles.remove()
      setCity(null)
    }
  }, [built, streets, onState])
  useEffect(() => {
    city?.keepClear(groundsOf(campuses))
  }, [city, campuses])
  useEffect(() => void city?.addTo(map), [map, city])
  return null
}
