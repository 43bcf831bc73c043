import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { PROBE_SCHOOL, REFUSED_TOPIC, type RefusedPublish } from '../../server/contracts/mqtt.ts'
import { mosquittoFiles } from '../../server/gateway/broker-files.ts'
import { DynamicSecurity, denials } from '../../server/gateway/dynamic-security.ts'
import { readRefusedPublish } from '../../server/gateway/refused-publish.ts'
import { hashDevicePassword, newDevicePassword } from '../../server/store/device-password.ts'
import { Authority, type Identity } from '../support/authority.ts'
import { app as account, type Mosquitto, startMosquitto } from '../support/broker.ts'
import { freePort } from '../support/process.ts'

/** As the shipped script names it. */
const app = { ...account, username: 'app' }
const shipped = fileURLToPath(new URL('../../server/deploy/mosquitto/', import.meta.url))
const home = mkdtempSync(path.join(tmpdir(), 'xiaowei-deploy-'))
const clients: MqttClient[] = []

let authority: Authority
let button: Identity
let otherButton: Identity
let bridge: Identity
let broker: Mosquitto
let tlsPort: number

beforeAll(async () => {
  const secrets = path.join(home, 'secrets')
  authority = new Authority(secrets)
  authority.issue('127.0.0.1', 'mqtt-server')
  button = authority.issue('button-1', 'button-1')
  otherButton = authority.issue('button-2', 'button-2')
  bridge = authority.issue('edge/xq-01/nvr', 'bridge')
  const port = await freePort()
  tlsPort = await freePort()
  broker = await startMosquitto({ configFile: shippedConfiguration(secrets, port, tlsPort), runIn: home, port })
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
})
afterAll(async () => {
  await broker.remove()
  rmSync(home, { recursive: true })
})

describe('the shipped Mosquitto configuration', () => {
  it('refuses whoever has no account or the wrong password', async () => {
    await expect(connect({})).rejects.toThrow('Not authorized')
    await expect(connect({ ...app, password: 'wrong' })).rejects.toThrow('Not authorized')
  })

  it('refuses a device without a certificate of our authority', async () => {
    const stranger = new Authority(path.join(home, 'stranger')).issue('button-1', 'button-1')
    await expect(connectTls({ ca: button.ca })).rejects.toThrow()
    await expect(connectTls({ ...stranger, ca: button.ca })).rejects.toThrow()
  })

  it.each([
    ['a device its own alarm', () => button, 'xiaowei/v1/xq-01/button-1/alarm', true],
    ['a device its own health', () => button, 'xiaowei/v1/xq-01/button-1/health', true],
    ["a device another one's alarm", () => button, 'xiaowei/v1/xq-01/button-2/alarm', false],
    ['a device a command', () => button, 'xiaowei/v1/xq-01/button-1/command', false],
    ['a device a probe of the application', () => button, `xiaowei/v1/${PROBE_SCHOOL}/button-1/alarm`, false],
    ['a device below a bridge', () => button, 'edge/xq-01/nvr/cam-1/alert', false],
    ['a bridge below its mount', () => bridge, 'edge/xq-01/nvr/cam-1/alert/17', true],
    ['a bridge a deep vendor topic below its mount', () => bridge, 'edge/xq-01/nvr/application/1/device/2/event/up', true],
    ["a bridge below another one's mount", () => bridge, 'edge/xq-01/other/cam-1/alert', false],
    ["a bridge a device's alarm", () => bridge, 'xiaowei/v1/xq-01/button-1/alarm', false],
  ] as const)('carries what may be published: %s', async (_, identity, topic, carried) => {
    const reader = await connect(app)
    const heard = listen(reader)
    await reader.subscribeAsync('#', { qos: 1 })
    const publisher = await connectTls(identity())
    await publisher.publishAsync(topic, 'first', { qos: 1 })
    await (await connectTls(otherButton)).publishAsync('xiaowei/v1/xq-01/button-2/health', 'last', { qos: 1 })
    await vi.waitFor(() => expect(heard).toContain('xiaowei/v1/xq-01/button-2/health'))
    expect(heard.includes(topic)).toBe(carried)
    const refusals = broker.logLines().filter((line) => line.includes(`Denied PUBLISH`) && line.includes(`'${topic}'`))
    expect(refusals.length > 0).toBe(!carried)
  })

  it('tells the application of a publish that it refused', async () => {
    const client = await connect(app)
    const heard: (RefusedPublish | null)[] = []
    client.on('message', (_, payload) => heard.push(readRefusedPublish(payload)))
    await client.subscribeAsync(REFUSED_TOPIC, { qos: 1 })
    const topic = "xiaowei/v1/xq-01/button-2 'quoted' (d0)/alarm"
    await (await connectTls(button)).publishAsync(topic, 'forged', { qos: 1 })
    await vi.waitFor(() => expect(heard).toContainEqual({ username: 'button-1', topic }), { timeout: 5_000 })
  })

  it('lets the application send itself the probe, and no alarm of a school', async () => {
    const client = await connect(app)
    const heard = listen(client)
    await client.subscribeAsync('xiaowei/#', { qos: 1 })
    await client.publishAsync('xiaowei/v1/xq-01/button-1/alarm', 'forged', { qos: 1 })
    await client.publishAsync(`xiaowei/v1/${PROBE_SCHOOL}/instance-1/alarm`, 'probe', { qos: 1 })
    await vi.waitFor(() => expect(heard).toEqual([`xiaowei/v1/${PROBE_SCHOOL}/instance-1/alarm`]))
  })

  it.each(['edge', 'xiaowei'])('gives a device that is named %s, like a tree, nothing', async (name) => {
    const reader = await connect(app)
    const heard = listen(reader)
    await reader.subscribeAsync('#', { qos: 1 })
    const device = await connectTls(authority.issue(name, name))
    await device.publishAsync(`${name}/v1/xq-01/button-1/alarm`, 'forged', { qos: 1 })
    await (await connectTls(button)).publishAsync('xiaowei/v1/xq-01/button-1/health', 'last', { qos: 1 })
    await vi.waitFor(() => expect(heard).toContain('xiaowei/v1/xq-01/button-1/health'))
    expect(heard).toHaveLength(1)
  })

  it('brings a command to its device and to nobody else', async () => {
    const device = await connectTls(button)
    const other = await connectTls(otherButton)
    const heard = listen(device)
    const overheard = listen(other)
    await device.subscribeAsync('xiaowei/v1/xq-01/button-1/command', { qos: 1 })
    await other.subscribeAsync('xiaowei/v1/#', { qos: 1 })
    await (await connect(app)).publishAsync('xiaowei/v1/xq-01/button-1/command', '{}', { qos: 1 })
    await vi.waitFor(() => expect(heard).toEqual(['xiaowei/v1/xq-01/button-1/command']))
    expect(overheard).toEqual([])
  })

  it('keeps another device from taking over the session of the application by its client id', async () => {
    const careful = await connect({ ...app, clientId: 'careful' })
    const lost = vi.fn()
    careful.on('close', lost)
    await connectTls({ ...button, clientId: 'careful' })
    await careful.publishAsync('xiaowei/v1/xq-01/button-1/command', '{}', { qos: 1 })
    expect(lost).not.toHaveBeenCalled()
  })

  it('keeps a press for an application that is away, through kill -9', async () => {
    const session = { ...app, clientId: 'away', clean: false }
    const first = await connect(session)
    await first.subscribeAsync('xiaowei/v1/+/+/alarm', { qos: 1 })
    await first.endAsync()

    const device = await connectTls(button)
    for (let press = 1; press <= 100; press += 1) await device.publishAsync('xiaowei/v1/xq-01/button-1/alarm', `press ${press}`, { qos: 1 })
    await vi.waitFor(() => expect(readFileSync(path.join(home, 'data/mosquitto.db')).includes('press 100')).toBe(true), { timeout: 5000 })
    await broker.kill9()
    await broker.start()

    const again = mqtt.connect(broker.url, { ...session, reconnectPeriod: 0 })
    clients.push(again)
    const heard = listen(again)
    await vi.waitFor(() => expect(heard).toHaveLength(100), { timeout: 5000 })
  })

  it('ends the connection of a revoked device within seconds, denies it everything, and takes it back with a new credential', async () => {
    const lost = authority.issue('revoked-button', 'revoked-button')
    const revoked = ['revoked-button', 'edge/xq-01/gone']
    const errors: Error[] = []
    const security = new DynamicSecurity({
      url: broker.url,
      ...app,
      revoked: async () => revoked,
      onError: (error) => errors.push(error),
    })
    const device = await connectTls(lost)
    const ended = new Promise<void>((resolve) => device.once('close', () => resolve()))
    const reader = await connect(app)
    const heard = listen(reader)
    await reader.subscribeAsync('xiaowei/#', { qos: 1 })
    security.start()
    try {
      await ended
      const topic = 'xiaowei/v1/xq-01/revoked-button/alarm'
      await connectTls(lost).then(
        (again) => again.publishAsync(topic, 'denied', { qos: 1 }),
        () => {}, // or it is not even let in
      )
      await (await connectTls(button)).publishAsync('xiaowei/v1/xq-01/button-1/health', 'others go on', { qos: 1 })
      await vi.waitFor(() => expect(heard).toContain('xiaowei/v1/xq-01/button-1/health'))
      expect(heard).not.toContain(topic)
      revoked.splice(0)
      await vi.waitFor(
        async () => {
          const again = await connectTls(lost)
          await again.publishAsync(topic, 'taken back', { qos: 1 })
          expect(heard).toContain(topic)
        },
        { timeout: 15_000, interval: 300 },
      )
      expect(errors).toEqual([])
    } finally {
      await security.stop()
    }
  })

  it('denies nobody that it has not been told of, and asks for each denial once', () => {
    const listed = [{ username: 'a', roles: [{ rolename: 'revoked' }] }, { username: 'b', roles: [] }, { username: 'admin' }]
    expect(denials(['a'], listed)).toEqual([])
    expect(denials(['a', 'b', 'c'], listed)).toEqual([
      { command: 'addClientRole', username: 'b', rolename: 'revoked', priority: 1000 },
      { command: 'disableClient', username: 'b' },
      { command: 'createClient', username: 'c', roles: [{ rolename: 'revoked', priority: 1000 }] },
      { command: 'disableClient', username: 'c' },
    ])
    expect(denials([], listed)).toEqual([{ command: 'deleteClient', username: 'a' }])
  })

  it('turns a revoked certificate away after SIGHUP, and keeps the others', async () => {
    const lost = authority.issue('lost-button', 'lost-button')
    await connectTls(lost)
    authority.revoke('lost-button')
    process.kill(broker.pid, 'SIGHUP')
    await vi.waitFor(() => expect(connectTls(lost)).rejects.toThrow(), { timeout: 10_000, interval: 200 })
    await connectTls(button)
  })

  it('differs from the one for Mosquitto 2.1 in its persistence alone', () => {
    const lines = (file: string) =>
      readFileSync(path.join(shipped, file), 'utf8')
        .split('\n')
        .filter((line) => line && !/^#|persist|autosave|^plugin/.test(line))
    expect(lines('mosquitto-2.1.conf')).toEqual(lines('mosquitto.conf').filter((line) => !line.startsWith('persistence ')))
  })
})

describe('the files that are exported for Mosquitto', () => {
  it('start it, and give each name its own topics and nobody else’s', async () => {
    const password = newDevicePassword()
    const hash = await hashDevicePassword(password)
    const names = ['button-1', 'button-2', 'edge/xq-01/gb', app.username]
    const folder = mkdtempSync(path.join(home, 'exported-'))
    for (const { name, text } of mosquittoFiles(names.map((name) => ({ name, hash }))))
      writeFileSync(path.join(folder, name), text, { mode: 0o600 })
    const port = await freePort()
    const files = [`password_file ${path.join(folder, 'passwords')}`, `acl_file ${path.join(folder, 'acl')}`]
    const configFile = path.join(folder, 'mosquitto.conf')
    writeFileSync(configFile, ['user root', `listener ${port} 127.0.0.1`, 'allow_anonymous false', ...files, ''].join('\n'))
    const exported = await startMosquitto({ configFile, port })
    try {
      const [button, bridge, gateway] = await Promise.all(
        ['button-1', 'edge/xq-01/gb', app.username].map((username) => join(exported.url, { username, password })),
      )
      if (!button || !bridge || !gateway) throw new Error('not connected')
      await expect(join(exported.url, { username: 'button-1', password: 'wrong' })).rejects.toThrow()
      const heard = listen(gateway)
      await gateway.subscribeAsync(['#', '$oc/#'], { qos: 1 })
      for (const topic of ['xiaowei/v1/xq-01/button-2/alarm', 'edge/xq-01/gb/d/message', `xiaowei/v1/${PROBE_SCHOOL}/button-1/alarm`])
        await button.publishAsync(topic, '{}', { qos: 1 })
      await button.publishAsync('xiaowei/v1/xq-01/button-1/alarm', '{}', { qos: 1 })
      await bridge.publishAsync('edge/xq-02/gb/d/message', 'x', { qos: 1 })
      await bridge.publishAsync('edge/xq-01/gb/d/message', 'x', { qos: 1 })
      await vi.waitFor(() => expect(heard).toEqual(['xiaowei/v1/xq-01/button-1/alarm', 'edge/xq-01/gb/d/message']))
    } finally {
      await exported.remove()
    }
  })
})

/** Debian keeps it by architecture. */
const dynamicSecurity =
  ['x86_64-linux-gnu/', 'aarch64-linux-gnu/', ''].map((folder) => `/usr/lib/${folder}mosquitto_dynamic_security.so`).find(existsSync) ?? ''

/** The shipped files with the container's paths and ports replaced. */
function shippedConfiguration(secrets: string, port: number, securePort: number): string {
  mkdirSync(path.join(home, 'data'))
  const config = readFileSync(path.join(shipped, 'mosquitto.conf'), 'utf8')
    .replace('/mosquitto/config/acl', path.join(shipped, 'acl'))
    .replace('/mosquitto/run/passwords', path.join(home, 'passwords'))
    .replaceAll('/mosquitto/data/', `${path.join(home, 'data')}/`)
    .replace('/usr/lib/mosquitto_dynamic_security.so', dynamicSecurity)
    .replaceAll('/run/secrets/', `${secrets}/`)
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replace('listener 8883', `listener ${securePort} 127.0.0.1`)
  const file = path.join(home, 'mosquitto.conf')
  writeFileSync(file, `user root\n${config}`)
  return file
}

const connect = (options: IClientOptions): Promise<MqttClient> => join(broker.url, options)
const connectTls = (options: IClientOptions): Promise<MqttClient> => join(`mqtts://127.0.0.1:${tlsPort}`, options)

async function join(url: string, options: IClientOptions): Promise<MqttClient> {
  const client = mqtt.connect(url, { reconnectPeriod: 0, ...options })
  clients.push(client)
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.once('error', reject)
    client.once('close', () => reject(new Error('the broker closed the connection')))
  })
  return client
}

/** Topics that have arrived, in order, but for what the broker says of refusals. */
function listen(client: MqttClient): string[] {
  const topics: string[] = []
  client.on('message', (topic) => topic === REFUSED_TOPIC || topics.push(topic))
  return topics
}
