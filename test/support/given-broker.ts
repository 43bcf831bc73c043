// The broker of MQTT_URL, for machines where Mosquitto is not to be had: for every test that needs a broker and does not own it.
import mqtt from 'mqtt'
import type { Mosquitto } from './broker.ts'

/** vitest.config.ts hands it on under this name, so that no program which a test starts takes it for its own. */
const URL_OF_TESTS = process.env.TEST_MQTT_URL ?? ''

export const isGiven = URL_OF_TESTS !== ''

/** For every part that a test plays; a broker that asks nobody takes any. */
export const givenAccount = {
  username: process.env.TEST_MQTT_USERNAME || 'xiaowei-test',
  password: process.env.TEST_MQTT_PASSWORD || 'xiaowei-test',
}

const owned = (what: string) => (): never => {
  throw new Error(`this test must ${what} its broker and cannot do so with the one of MQTT_URL: it needs Mosquitto on this machine`)
}

/** The same broker for one test file after the other: what the one before retained there is taken away. */
export async function givenBroker(): Promise<Mosquitto> {
  await forgetRetained()
  return {
    url: URL_OF_TESTS,
    port: Number(new URL(URL_OF_TESTS).port || 1883),
    get pid() {
      return owned('signal')()
    },
    logLines: owned('read the log of'),
    start: owned('start'),
    stop: owned('stop'),
    restart: owned('restart'),
    kill9: owned('kill'),
    remove: forgetRetained,
  }
}

/** Ends the session that the last server of this name left, with all that was sent to others since. */
export async function forgetSession(instance: string): Promise<void> {
  const client = await connect({ clientId: `xiaowei-careful-${instance}` })
  await client.endAsync()
}

async function forgetRetained(): Promise<void> {
  const client = await connect({})
  const marker = `test/marker/${process.pid}`
  const retained = new Set<string>()
  const all = new Promise<void>((resolve) => {
    client.on('message', (topic, payload, { retain }) => {
      if (topic === marker) resolve()
      else if (retain && payload.length > 0) retained.add(topic)
    })
  })
  await client.subscribeAsync(['xiaowei/#', 'edge/#', marker], { qos: 1 })
  await client.publishAsync(marker, 'all that is retained came before', { qos: 1 })
  await all
  for (const topic of retained) await client.publishAsync(topic, '', { retain: true, qos: 1 })
  await client.endAsync()
}

const connect = (options: { clientId?: string }) =>
  mqtt.connectAsync(URL_OF_TESTS, {
    ...givenAccount,
    ...options,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
  })
