import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Service {
  image?: string
  build?: { context: string; args?: Record<string, string> }
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  networks: string[]
  volumes?: string[]
  secrets?: string[]
  ports?: string[]
  healthcheck: { test: string[] }
  read_only: boolean
  privileged?: boolean
  user?: string
}
interface Compose {
  services: Record<string, Service>
  networks: Record<string, unknown>
  volumes: Record<string, unknown>
  secrets: Record<string, { file: string }>
}

const text = readFileSync('docker-compose.yml', 'utf8')
const compose: Compose = parse(text)
const services = Object.entries(compose.services)

describe('docker-compose.yml', () => {
  it.each(services)('%s refers only to what the file declares', (_, service) => {
    const named = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '').filter((source) => !source.startsWith('.'))
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named))
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks))
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets ?? []))
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy')
      expect(compose.services[name]?.healthcheck.test.length).toBeGreaterThan(1)
    }
    const folders = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '').filter((source) => source.startsWith('.'))
    for (const folder of folders) expect(existsSync(folder), folder).toBe(true)
  })

  it.each(services)('%s is pinned, comes from a configurable place, and can write to its volumes alone', (_, service) => {
    if (service.image === undefined) expect(service.build?.args?.IMAGE_PREFIX).toMatch(/^\$\{IMAGE_PREFIX:-\}$/)
    else expect(service.image).toMatch(/^\$\{IMAGE_PREFIX:-\}[a-z/-]+:\d+\.\d+\.\d+/)
    expect(service.read_only).toBe(true)
    expect(service.privileged).toBeUndefined()
  })

  it('keeps what is written for good in a volume, which the image gives to its user', () => {
    const image = readFileSync('Dockerfile', 'utf8')
    const folder = /DATA_DIR=(\S+)/.exec(image)?.[1]
    expect(compose.services.app?.environment?.DATA_DIR).toBeUndefined()
    expect(compose.services.app?.volumes).toEqual([`files:${folder}`])
    expect(image).toContain(`install -d -o node -g node -m 0700 ${folder}\n`)
  })

  it('holds no secret, and does not start while one is missing', () => {
    const passwords = services
      .flatMap(([, { environment = {} }]) => Object.entries(environment))
      .filter(([name]) => /PASSWORD$|_URL$/.test(name))
    expect(passwords.length).toBeGreaterThan(2)
    for (const [name, value] of passwords) if (name !== 'MQTT_URL') expect(value).toContain('PASSWORD:?')
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//)
  })

  it('publishes neither the database nor the broker without TLS', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port.split(':').at(-1)}`))
    expect(published.sort()).toEqual(['app 8080', 'broker 8883'])
  })

  it('gives every certificate that the broker reads', () => {
    const read = readFileSync('server/deploy/mosquitto/mosquitto.conf', 'utf8').matchAll(/\/run\/secrets\/(\S+)/g)
    expect(compose.services.broker?.secrets?.toSorted()).toEqual([...read].map(([, name]) => name).toSorted())
  })
})

describe('Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n')

  it('runs what the build makes, as a user without rights', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    const program = JSON.parse(lines.find((line) => line.startsWith('CMD'))?.slice(4) ?? '[]').at(-1)
    expect(scripts.build).toContain('npm run build:server')
    expect(scripts['build:server']).toContain('server/main.ts')
    expect(scripts['build:server']).toContain(`--entry-names=[name] `)
    expect(scripts['build:server']).toContain(`--outdir=${path.dirname(program)}`)
    expect(path.basename(program)).toBe('main.js')
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER node')
  })

  it('copies only what there is', () => {
    const sources = lines
      .filter((line) => line.startsWith('COPY') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(sources.filter((source) => !existsSync(source))).toEqual([])
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n')
    expect(sources.filter((source) => ignored.includes(source))).toEqual([])
  })
})
