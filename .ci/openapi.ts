// The HTTP API as one OpenAPI document, from the routes of the real application; no database is asked.
import pg from 'pg'
import { Registry } from 'prom-client'
import { addResources, buildApp } from '../server/api/app.ts'
import { refuse } from '../server/domain/problem.ts'

const nothing = async () => refuse('unavailable', 'this application only describes itself')

export interface DescribedApi {
  readonly document: object
  /** `get /api/v1/alarms/{id}` of every route below /api/v1, as registered */
  readonly routes: readonly string[]
}

/** Builds the application on a pool that never connects, and asks it for its document. */
export async function openApiDocument(version: string): Promise<DescribedApi> {
  const pool = new pg.Pool({ max: 1 })
  const routes: string[] = []
  const app = await buildApp(
    {
      pool,
      readKey: () => Promise.reject(new Error('this application only describes itself')),
      config: {
        version,
        map: { basemap: { kind: 'none', datum: 'wgs84' }, center: [106.2, 38.5], zoom: 13 },
        filesRoot: '',
        streets: () => ({ type: 'FeatureCollection', features: [] }),
      },
      commands: {
        commandAlarm: nothing,
        answerAlarm: nothing,
        noteCall: nothing,
        describeAlarm: nothing,
        photographAlarm: nothing,
        releaseAlarm: nothing,
        takeAlarmAsReal: nothing,
        shelveAlarm: nothing,
        unshelveAlarm: nothing,
        takeAlarm: nothing,
        raiseSos: nothing,
        replayDeadLetter: nothing,
      },
      decodeDocument: () => null,
      decodeDry: () => [],
      dialectOfSource: () => null,
      refreshSources: async () => {},
      writeBrokerFiles: async () => [],
      health: { missing: () => [], metrics: new Registry() },
    },
    async (api, deps) => {
      api.addHook('onRoute', ({ method, url }) => {
        for (const verb of [method].flat()) if (verb !== 'HEAD') routes.push(`${verb.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`)
      })
      await addResources(api, deps)
    },
  )
  const document = structuredClone(app.swagger())
  await app.close()
  await pool.end()
  return { document, routes }
}
