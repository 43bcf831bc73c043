import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import gcoord from 'gcoord'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { readRange } from '../../server/api/archive.ts'
import { SCHOOLS, test } from '../support/district.ts'
import { anArchive, aPicture } from '../support/picture.ts'

const ZOOM = 13

let tiles: Server
let port: number
let folder: string
let file: string

beforeAll(async () => {
  const picture = aPicture(256, 200)
  const archive = anArchive(picture, 15)
  folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-basemap-'))
  file = path.join(folder, 'district.pmtiles')
  writeFileSync(file, archive)
  tiles = createServer((request, response) => {
    const headers = { 'access-control-allow-origin': '*' }
    if (!request.url?.endsWith('.pmtiles')) return response.writeHead(200, { ...headers, 'content-type': 'image/png' }).end(picture)
    const range = readRange(request.headers.range, archive.length)
    if (range === null) return response.writeHead(416, headers).end()
    const piece = archive.subarray(range.first, range.last + 1)
    response.writeHead(206, { ...headers, 'content-range': `bytes ${range.first}-${range.last}/${archive.length}` }).end(piece)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => tiles.once('listening', resolve))
  port = (tiles.address() as AddressInfo).port
})
afterAll(() => {
  tiles.close()
  rmSync(folder, { recursive: true })
})

/** Web Mercator pixel at the zoom of the test, by the textbook's formula. */
function pixel([lng, lat]: [number, number]): [number, number] {
  const world = 256 * 2 ** ZOOM
  const rad = (lat * Math.PI) / 180
  return [((lng + 180) / 360) * world, ((1 - Math.log(Math.tan(rad) + 1 / Math.cos(rad)) / Math.PI) / 2) * world]
}

/** The upper left corner of each tile drawn, px of the page, by its number in the tiles' own plane. */
async function drawnTiles(page: Page): Promise<Map<string, [x: number, y: number]>> {
  const drawn = await page.locator('.basemap-tiles .leaflet-tile-loaded').evaluateAll((images) =>
    images.map((image) => {
      const { left, top } = image.getBoundingClientRect()
      const key = image.getAttribute('data-tile') ?? /(\d+\/\d+)\.png$/.exec(image.getAttribute('src') ?? '')?.[1] ?? ''
      return { key, left, top }
    }),
  )
  return new Map(drawn.map(({ key, left, top }) => [key, [left, top]]))
}

test.for([
  ['raster tiles in WGS-84', 'wgs84', () => ({ MAP_BASEMAP: 'raster', MAP_URL: `http://127.0.0.1:${port}/t/{z}/{x}/{y}.png` })],
  ['Gaode’s tiles in GCJ-02', 'gcj02', () => ({ MAP_BASEMAP: 'gaode', MAP_URL: `http://127.0.0.1:${port}/g/{z}/{x}/{y}.png` })],
  ['a PMTiles archive on another server', 'wgs84', () => ({ MAP_BASEMAP: 'pmtiles', MAP_URL: `http://127.0.0.1:${port}/a.pmtiles` })],
  ['a PMTiles archive on this machine in GCJ-02', 'gcj02', () => ({ MAP_BASEMAP: 'pmtiles', MAP_URL: file, MAP_DATUM: 'gcj02' })],
] as const)('draws an alarm where the ground has its button: %s', async ([, datum, environment], { district }) => {
  const { button } = district.school(SCHOOLS.primary)
  await button.press()
  const { position } = await district.alarmOf(button)
  if (!position) throw new Error('the alarm has no position')
  const server = await district.anotherServer(environment())
  const context = await district.newContext(server.url)
  const page = await context.newPage()
  await district.signIn(page, 'operator')
  const marker = page.getByRole('region', { name: '地图' }).getByRole('button', { name: /一键报警/ })
  const inPlane = pixel(datum === 'gcj02' ? (gcoord.transform(position, gcoord.WGS84, gcoord.GCJ02) as [number, number]) : position)
  const tile = `${Math.floor(inPlane[0] / 256)}/${Math.floor(inPlane[1] / 256)}`
  // Where the ground of the tiles has the button, and where the map has set the marker's middle, px; the map may still be moving.
  const apart = async (): Promise<number> => {
    const [box, corner] = [await marker.boundingBox(), (await drawnTiles(page)).get(tile)]
    if (!box || !corner) return Number.POSITIVE_INFINITY
    const onGround = [corner[0] + (inPlane[0] % 256), corner[1] + (inPlane[1] % 256)] as const
    return Math.hypot(onGround[0] - box.x - box.width / 2, onGround[1] - box.y - box.height / 2)
  }
  await expect.poll(apart).toBeLessThan(2)
  await context.close()
})
