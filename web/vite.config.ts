import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const outDir = resolve(root, '../dist/web')

/** These are pages of their own; in development Vite would answer them with the desk's page. */
const ownPages: Plugin = {
  name: 'own-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const [, page] = /^\/(guard|field|control-room)(?:\/|\?|$)/.exec(request.url ?? '') ?? []
      if (page) request.url = `/${page}.html`
      next()
    })
  },
}

/** The pages that open without a network: the script of each, and which of the screens it loads later are needed then; null = all. */
const KEPT_PAGES: Record<string, { script: string; screens: readonly string[] | null }> = {
  guard: { script: 'guard.ts', screens: null },
  technician: { script: 'main.tsx', screens: ['screens/technician/Technician.tsx', 'screens/sign-in/SignIn.tsx'] },
}

/** Their names do not change with their content. */
const UNHASHED = ['/floor.js', '/favicon.svg']

/** Writes a service worker for each of these pages, which knows the files that its page may load. */
const keptPages: Plugin = {
  name: 'kept-pages',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
    const worker = chunks.find((chunk) => chunk.name === 'page-sw')
    if (!worker) throw new Error('the build has no service worker')
    const holds = (chunk: { moduleIds: string[] } | undefined, file: string) => chunk?.moduleIds.includes(resolve(root, file))
    for (const [name, { script, screens }] of Object.entries(KEPT_PAGES)) {
      const entry = chunks.find((chunk) => holds(chunk, script))
      if (!entry) throw new Error(`the build has no ${script}`)
      const isWanted = (fileName: string): boolean => {
        const chunk = chunks.find((one) => one.fileName === fileName)
        return screens === null || screens.some((screen) => holds(chunk, screen))
      }
      const files = new Set<string>()
      const visit = (fileName: string): void => {
        const chunk = chunks.find((one) => one.fileName === fileName)
        if (!chunk || files.has(fileName)) return
        for (const file of [fileName, ...(chunk.viteMetadata?.importedCss ?? [])]) files.add(file)
        for (const next of [...chunk.imports, ...chunk.dynamicImports.filter(isWanted)]) visit(next)
      }
      visit(entry.fileName)
      const listed = [...files].sort().map((file) => `/${file}`)
      const hash = createHash('sha256').update(listed.join('\n'))
      for (const file of UNHASHED) hash.update(readFileSync(join(root, 'public', file)))
      const version = hash.digest('hex').slice(0, 12)
      const built = { name, version, entry: entry.fileName, files: [...listed, ...UNHASHED] }
      const source = worker.code.replace('__PAGE_FILES__', JSON.stringify(built))
      this.emitFile({ type: 'asset', fileName: `${name}-sw.js`, source })
    }
    delete bundle[worker.fileName]
  },
}

interface ModuleGraph {
  getModuleInfo: (id: string) => { importedIds: string[] } | null
}

/** A module and all that it imports statically. */
function reach(file: string, graph: ModuleGraph): Set<string> {
  const found = new Set<string>()
  const visit = (id: string): void => {
    if (found.has(id)) return
    found.add(id)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) visit(imported)
  }
  visit(resolve(root, file))
  return found
}

const isStyle = (id: string): boolean => /\.css($|\?)/.test(id)

/**
 * Puts into one file what two pages load together: each further file costs a round trip, and a busy machine a request.
 * - `first`: the scripts that the guard's first stage shares with other pages. Styles stay with their pages, and what only the guard's
 *   page has stays in its entry.
 * - `live`, `map`, `room`, `desk-shared`: what the control room has, by who else has it: the guard's page, every page with a map, nobody, others.
 */
function groupOf(): (id: string, graph: ModuleGraph) => string | null {
  let sets: Record<'first' | 'phone' | 'main' | 'room', Set<string>> | undefined
  return (id, graph) => {
    sets ??= {
      first: reach('guard.ts', graph),
      phone: reach('guard-page.tsx', graph),
      main: reach('main.tsx', graph),
      room: reach('screens/control-room/ControlRoom.tsx', graph),
    }
    const isGuards = id === resolve(root, 'guard.ts') || id.startsWith(resolve(root, 'screens/guard'))
    if ((sets.first.has(id) && !isGuards && !isStyle(id)) || /vite\/preload-helper|rolldown\/runtime/.test(id)) return 'first'
    if (!sets.room.has(id) || sets.main.has(id) || sets.first.has(id)) return null
    if (sets.phone.has(id)) return isStyle(id) ? null : 'live'
    if (/\/node_modules\/(leaflet|gcoord)\/|\/web\/map\//.test(id)) return 'map'
    return id.startsWith(resolve(root, 'screens/control-room')) ? 'room' : 'desk-shared'
  }
}

/** Lays gzipped copies beside the files, which the server sends to whom takes them: a phone on a slow network waits for bytes. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle() {
    const assets = join(outDir, 'assets')
    for (const name of readdirSync(assets).filter((file) => /\.(js|css|svg)$/.test(file))) {
      const bytes = readFileSync(join(assets, name))
      writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }))
    }
  },
}

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root,
  plugins: [react(), ownPages, keptPages, compressed],
  server: { proxy: { '/api': backend, '/socket.io': { target: backend, ws: true } } },
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false }, // every Chromium since 66 has it; elsewhere the files come a moment later
    // The pages share React and the live link, so both are written for the older floor: the guard's phone (Chrome 79).
    // What the desk needs beyond it (Chrome 88, e.g. module workers) is checked by public/floor.js before anything loads.
    target: 'chrome79',
    cssTarget: 'chrome79',
    rolldownOptions: {
      input: {
        desk: resolve(root, 'index.html'),
        'control-room': resolve(root, 'control-room.html'),
        guard: resolve(root, 'guard.html'),
        field: resolve(root, 'field.html'),
        'page-sw': resolve(root, 'page-sw.ts'),
      },
      output: {
        codeSplitting: { groups: [{ name: groupOf(), debugName: 'together', includeDependenciesRecursively: false }] },
      },
    },
  },
})
