import type { LngLat } from '#contracts/time.ts'
import type { LayerName } from '../../map/layer-name.ts'

/** The address of the page that prints a part of the map as it is shown. */
export const printAddress = (center: LngLat, zoom: number, hidden: readonly LayerName[]): string =>
  `/control-room/print?lng=${center[0].toFixed(6)}&lat=${center[1].toFixed(6)}&zoom=${zoom}&hidden=${hidden.join(',')}`
