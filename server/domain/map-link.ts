// A place in the maps that phones have, each at its own datum: Gaode and Tencent GCJ-02, Baidu BD-09.
import type { LngLat } from '#contracts/time.ts'
import { toBd09, toGcj02, wgs84 } from './position.ts'

const six = (degrees: number): string => degrees.toFixed(6)

/** Links that open a marked place; @param position WGS-84 */
export function mapLinks([lng, lat]: LngLat, name: string): { gaode: string; baidu: string; tencent: string } {
  const [gcjLng, gcjLat] = toGcj02(wgs84([lng, lat]))
  const [bdLng, bdLat] = toBd09(wgs84([lng, lat]))
  const title = encodeURIComponent(name)
  return {
    gaode: `https://uri.amap.com/marker?position=${six(gcjLng)},${six(gcjLat)}&name=${title}&coordinate=gaode&callnative=1`,
    baidu: `https://api.map.baidu.com/marker?location=${six(bdLat)},${six(bdLng)}&title=${title}&content=${title}&coord_type=bd09ll&output=html&src=xiaowei`,
    tencent: `https://apis.map.qq.com/uri/v1/marker?marker=coord:${six(gcjLat)},${six(gcjLng)};title:${title};addr:${title}&referer=xiaowei`,
  }
}
