// Fails when a phone has to load more than 40 kB (gzip) before it can answer its first alarm, or more than 150 kB for the whole page, by the
// build's own manifest. What the page loads only when asked, such as the sign-in by password, does not count.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

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

function isWithin(what: string, files: ReadonlySet<string>, limit: number): boolean {
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0)
  console.log(`${what}: ${(bytes / 1000).toFixed(1)} kB gzip in ${files.size} files, at most ${limit / 1000} kB`)
  return bytes <= limit
}

const first = new Set(['guard.html', 'floor.js', ...loadedBy('guard.html')])
const whole = new Set([...first, ...loadedBy('guard-page.tsx')])
const held = [isWithin('first answerable alarm', first, 40_000), isWithin('whole guard page', whole, 150_000)]
process.exitCode = held.every(Boolean) ? 0 : 1
