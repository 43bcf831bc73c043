import type { TestProject } from 'vitest/node'
import { migrate } from '../../server/store/migrate.ts'
import { administer, urlOf } from './database.ts'
import { buildServer } from './server.ts'
import { startTimescaledb } from './timescaledb.ts'

declare module 'vitest' {
  interface ProvidedContext {
    database: { serverUrl: string; template: string }
  }
}

interface Server {
  serverUrl: string
  template: string
  stop(): Promise<void>
}

/** Each project that needs a database runs this file in a module graph of its own; the process has one server for all of them. */
const process_ = globalThis as typeof globalThis & { testDatabase?: Promise<Server>; testDatabaseUsers?: number }

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  process_.testDatabase ??= start()
  process_.testDatabaseUsers = (process_.testDatabaseUsers ?? 0) + 1
  const { serverUrl, template, stop } = await process_.testDatabase
  project.provide('database', { serverUrl, template })
  return async () => {
    process_.testDatabaseUsers = (process_.testDatabaseUsers ?? 0) - 1
    if (process_.testDatabaseUsers > 0) return
    delete process_.testDatabase
    await stop()
  }
}

async function start(): Promise<Server> {
  const [server] = await Promise.all([startDatabase(), buildServer()])
  return server
}

async function startDatabase(): Promise<Server> {
  const given = process.env.DATABASE_URL
  if (given !== undefined) {
    const template = await prepareTemplate(given)
    return { serverUrl: given, template, stop: () => administer(given, `drop database ${template} with (force)`) }
  }
  const server = await startTimescaledb({ fsync: false })
  try {
    return { serverUrl: server.url, template: await prepareTemplate(server.url), stop: server.remove }
  } catch (error) {
    await server.remove()
    throw error
  }
}

async function prepareTemplate(serverUrl: string): Promise<string> {
  const template = `template_${process.pid}`
  await administer(serverUrl, `drop database if exists ${template}`, `create database ${template}`)
  await migrate(urlOf(serverUrl, template))
  // A template must have no connection, and TimescaleDB keeps a scheduler in each database that takes one.
  await administer(
    serverUrl,
    `alter database ${template} with allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${template}'`,
  )
  return template
}
