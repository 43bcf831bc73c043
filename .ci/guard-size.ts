// Fails when a phone has to load more than 150 kB (gzip) before it can answer its first alarm: everything that the guard's page loads
// at once, by the build's own manifest. What it loads later, such as the sign-in by password, does not count.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const LIMIT_BYTES = 150_000
const dist = path.resolve('dist/web')
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))

function loadedBy(entry: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`dist/web has no ${entry}`)
  if (seen.has(chunk.file)) return seen
  for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file)
  for (const next of chunk.imports ?? []) loadedBy(next, seen)
  return seen
}

const files = ['guard.html', 'floor.js', ...loadedBy('guard.html')]
const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0)
console.log(`guard page: ${(bytes / 1000).toFixed(1)} kB gzip in ${files.length} files, at most ${LIMIT_BYTES / 1000} kB`)
process.exitCode = bytes <= LIMIT_BYTES ? 0 : 1
