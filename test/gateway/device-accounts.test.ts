import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import mqtt, { type MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { endCredential, makeCredential } from '../../server/commands/make-credential.ts'
import { emqxFiles, mosquittoFiles } from '../../server/gateway/broker-files.ts'
import { DeviceAccounts } from '../../server/gateway/device-accounts.ts'
import { EmbeddedBroker } from '../../server/gateway/embedded-broker.ts'
import { credentialsInForce, watchCertificates } from '../../server/store/credential.ts'
import { Authority, type Identity } from '../support/authority.ts'
import { aPrincipal, aRegister } from '../support/builders.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { freePort } from '../support/process.ts'

const admin = { principal: aPrincipal({ username: 'admin', role: 'systemAdmin' }), address: '127.0.0.1' }
const PORT = 20_000 + Math.floor(Math.random() * 20_000)
const heard: string[] = []
const refused: { username: string; topic: string }[] = []
let database: FreshDatabase
let broker: EmbeddedBroker
const folder = mkdtempSync(path.join(tmpdir(), 'xiaowei-accounts-'))
let secure: { port: number; ca: Buffer; own: { cert: Buffer; key: Buffer }; button: Identity; stranger: Identity }
beforeAll(async () => {
  database = await freshDatabase()
  await aRegister(database.pool, { buttons: 3 })
  const authority = new Authority(folder)
  const { ca, ...own } = authority.issue('127.0.0.1', 'own')
  const stranger = new Authority(path.join(folder, 'stranger')).issue('button-2', 'button-2')
  secure = { port: await freePort(), ca, own, button: authority.issue('button-2', 'button-2'), stranger }
  broker = new EmbeddedBroker(
    {
      host: '127.0.0.1',
      port: PORT,
      accounts: [{ username: 'own', password: 'x', publish: [], subscribe: [] }],
      devices: new DeviceAccounts(database.pool),
      tls: { host: '127.0.0.1', port: secure.port, ca: secure.ca, ...secure.own },
    },
    {
      onCareful: ({ topic }, done) => {
        heard.push(topic)
        done()
      },
      onHealth: () => {},
      onGone: () => {},
      onDrops: () => {},
      onRefused: (publish, done) => {
        refused.push(publish)
        done()
      },
      onError: (error, context) => {
        if (context !== 'broker: a certificate was refused') throw error
      },
    },
  )
  await broker.start()
})
afterAll(async () => {
  await broker.stop()
  await database.drop()
  rmSync(folder, { recursive: true })
})

async function made(name: string): Promise<string> {
  const result = await makeCredential(database.pool, admin, { kind: 'password', name })
  return (result.ok && result.made.password) || ''
}
const connect = (username: string, password: string) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${PORT}`, { username, password, protocolVersion: 4, reconnectPeriod: 0 })

it('lets each device in by its own password only, and hears of one that publishes for another', async () => {
  const [one, two] = [await made('button-1'), await made('button-2')]
  expect(one).not.toBe(two)
  await expect(connect('button-1', two)).rejects.toThrow(/not authorized/i)
  await expect(connect('nobody', one)).rejects.toThrow(/not authorized/i)
  const client = await connect('button-1', one)
  await client.publishAsync('xiaowei/v1/school-1/button-1/alarm', '{}', { qos: 1 })
  expect(heard).toEqual(['xiaowei/v1/school-1/button-1/alarm'])
  client.publish('xiaowei/v1/school-1/button-2/alarm', '{}', { qos: 1 }, () => {})
  await vi.waitFor(() => expect(refused).toEqual([{ username: 'button-1', topic: 'xiaowei/v1/school-1/button-2/alarm' }]))
  await client.endAsync(true)
})

it('lets a bridge publish below its own mount', async () => {
  const client = await connect('edge/school-1/gb', await made('edge/school-1/gb'))
  await client.publishAsync('edge/school-1/gb/6401/message/1', 'x', { qos: 1 })
  expect(heard.at(-1)).toBe('edge/school-1/gb/6401/message/1')
  await client.endAsync(true)
})

it('ends the connection of a revoked device within seconds, and lets it in no more', async () => {
  const password = await made('button-3')
  const client = await connect('button-3', password)
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  await endCredential(database.pool, admin, 'button-3')
  await Promise.race([closed, delay(20_000).then(() => Promise.reject(new Error('still connected')))])
  await expect(connect('button-3', password)).rejects.toThrow(/not authorized/i)
})

it('gives nobody a credential who is not registered', async () => {
  for (const name of ['button-9', 'edge/nowhere/gb'])
    expect(await makeCredential(database.pool, admin, { kind: 'password', name })).toMatchObject({ ok: false, problem: { status: 422 } })
})

it('makes a fault of a certificate that ends within 30 days, until it is renewed', async () => {
  const open = async () =>
    (await database.pool.query(`select device_id from fault where detail = 'certificate-expires' and closed_at is null`)).rows
  const certificate = (days: number) =>
    makeCredential(database.pool, admin, {
      kind: 'certificate',
      name: 'button-2',
      expiresAt: new Date(Date.now() + days * 86_400_000).toISOString(),
    })
  await certificate(29)
  await watchCertificates(database.pool)
  expect(await open()).toEqual([{ device_id: 'button-2' }])
  await certificate(365)
  await watchCertificates(database.pool)
  expect(await open()).toEqual([])
})

/** A handshake that fails late is only a close. */
const admitted = (client: MqttClient): Promise<MqttClient> =>
  new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client))
    client.once('error', reject)
    client.once('close', () => reject(new Error('the broker closed the connection')))
  })

it('lets a device in by the common name of its certificate, as long as that is in force', async () => {
  await database.pool.query(`update credential set revoked_at = now() where name = 'button-2'`)
  const inTime = new Date(Date.now() + 90 * 86_400_000).toISOString()
  await makeCredential(database.pool, admin, { kind: 'certificate', name: 'button-2', expiresAt: inTime })
  const shown = (identity: Partial<Identity>) =>
    admitted(
      mqtt.connect(`mqtts://127.0.0.1:${secure.port}`, {
        ...identity,
        ca: secure.ca,
        protocolVersion: 4,
        reconnectPeriod: 0,
        username: 'button-1',
      }),
    )
  const client = await shown(secure.button)
  await client.publishAsync('xiaowei/v1/school-1/button-2/alarm', '{}', { qos: 1 })
  expect(heard.at(-1)).toBe('xiaowei/v1/school-1/button-2/alarm')
  // Whatever user name it says, it is who its certificate says.
  client.publish('xiaowei/v1/school-1/button-1/alarm', '{}', { qos: 1 }, () => {})
  await vi.waitFor(() => expect(refused.at(-1)).toEqual({ username: 'button-2', topic: 'xiaowei/v1/school-1/button-1/alarm' }))
  await client.endAsync(true)
  const next = await shown(secure.button)
  const closed = new Promise<void>((resolve) => next.once('close', () => resolve()))
  await endCredential(database.pool, admin, 'button-2')
  await closed
  await expect(shown(secure.button)).rejects.toThrow(/not authorized/i)
  await expect(shown(secure.stranger)).rejects.toThrow()
  await expect(shown({})).rejects.toThrow()
})

it('writes what other brokers need, of credentials in force alone', async () => {
  const inForce = await credentialsInForce(database.pool)
  expect(inForce.map(({ name }) => name)).toEqual(['button-1', 'edge/school-1/gb'])
  const [passwords, acl] = mosquittoFiles(inForce)
  expect(passwords?.text).toMatch(/^button-1:\$7\$101\$[\w+/=]+\$[\w+/=]{88}\nedge\/school-1\/gb:\$7\$/)
  expect(acl?.text).toContain('pattern write xiaowei/v1/+/%u/alarm\n')
  const users = JSON.parse(emqxFiles(inForce)[0]?.text ?? '[]')
  expect(users[0]).toMatchObject({ user_id: 'button-1', password_hash: expect.stringMatching(/^[0-9a-f]{128}$/), is_superuser: false })
})
