// What the environment says of the map's ground, as the browser is told it.
import { accessSync, constants } from 'node:fs'
import type { MapConfig } from '#contracts/map.ts'
import { type Config, ConfigError } from './config.ts'

/** Where a PMTiles archive on this machine's disk is served. */
const ARCHIVE_URL = '/api/v1/basemap/archive'

/** The map's configuration for the browser; what the environment does not say comes from the preset. */
export function mapConfig(config: Config, preset: MapConfig | undefined): MapConfig {
  const { center, zoom } = preset ?? { center: [106.2, 38.5] as [number, number], zoom: 13 }
  const kind = config.MAP_BASEMAP ?? preset?.basemap.kind ?? 'none'
  const url = archiveFile(config) === null ? config.MAP_URL : ARCHIVE_URL
  return {
    center,
    zoom,
    basemap: {
      kind,
      // Gaode's tiles are GCJ-02 and Tianditu's CGCS2000; a raster of one's own says what it is.
      datum: config.MAP_DATUM ?? (kind === 'gaode' ? 'gcj02' : 'wgs84'),
      ...(url === undefined ? {} : { url }),
      ...(config.MAP_ATTRIBUTION === undefined ? {} : { attribution: config.MAP_ATTRIBUTION }),
      ...(config.MAP_APPROVAL === undefined ? {} : { approval: config.MAP_APPROVAL }),
    },
  }
}

/**
 * The PMTiles archive on this machine, if MAP_URL names a file; null where it names a web address or no archive is configured.
 * @throws when the file cannot be read
 */
export function archiveFile({ MAP_BASEMAP, MAP_URL }: Config): string | null {
  if (MAP_BASEMAP !== 'pmtiles' || MAP_URL === undefined || /^https?:\/\//.test(MAP_URL)) return null
  try {
    accessSync(MAP_URL, constants.R_OK)
  } catch {
    throw new ConfigError(`MAP_URL: expected a web address or a file that can be read, found ${MAP_URL}`)
  }
  return MAP_URL
}

/** Origins that tiles come from, as a content security policy names them; a host with {s} stands for all its neighbours. */
export const tileHosts = ({ MAP_URL = '' }: Config): string[] =>
  MAP_URL.split(/\s+/).flatMap((url) => {
    const match = /^(https?:\/\/)([^/]+)/.exec(url)
    return match ? [`${match[1]}${match[2]?.replace(/^[^.]*(\{s\}|\[[^\]]*\])[^.]*/, '*')}`] : []
  })
