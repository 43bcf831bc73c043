// Fails when what `vite build web` wrote holds syntax that the oldest browser we promise cannot read. Floors are Chrome's versions, in
// web/browser-floors.json: what the phones' pages (guard's, field officer's) can reach is held to the guard's floor, everything else to the desk's.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { transform } from 'esbuild'

interface Chunk {
  file: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
  css?: string[]
}

const dist = path.resolve('dist/web')
const floors: { guard: number; desk: number } = JSON.parse(readFileSync('web/browser-floors.json', 'utf8'))
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'))

/** CSS that no compiler takes back for us, with the first Chrome that has it. */
const cssFeatures: [RegExp, number, string][] = [
  [/:has\(/, 105, ':has()'],
  [/@layer\b/, 99, '@layer'],
  [/@container\b/, 105, '@container'],
  [/@property\b/, 85, '@property'],
  [/@scope\b/, 118, '@scope'],
  [/@starting-style\b/, 117, '@starting-style'],
  [/color-mix\(/, 111, 'color-mix()'],
  [/\b(oklch|oklab|lch|lab)\(/, 111, 'oklch() and its kin'],
  [/light-dark\(/, 123, 'light-dark()'],
  [/\b\d*\.?\d+[dsl]v(h|w|min|max|b|i)\b/, 108, 'dvh and its kin'],
  [/\baspect-ratio:/, 88, 'aspect-ratio'],
  [/\binset(-inline|-block)?:/, 87, 'inset'],
  [/:is\(|:where\(/, 88, ':is(), :where()'],
  [/:focus-visible/, 86, ':focus-visible'],
  [/\baccent-color:/, 93, 'accent-color'],
  [/\bscrollbar-gutter:/, 94, 'scrollbar-gutter'],
  [/\btext-wrap:/, 114, 'text-wrap'],
  [/\b(min|max|clamp)\(/, 79, 'min(), max(), clamp()'],
]

/** Functions that a page would call in vain, by the text of the call. */
const jsFeatures: [RegExp, number, string][] = [
  [/\bstructuredClone\(/, 98, 'structuredClone()'],
  [/\bObject\.hasOwn\(/, 93, 'Object.hasOwn()'],
  [/\bcrypto\.randomUUID\(/, 92, 'crypto.randomUUID()'],
  [/\bPromise\.withResolvers\(/, 119, 'Promise.withResolvers()'],
  [/\bObject\.groupBy\(/, 117, 'Object.groupBy()'],
  [/\bAbortSignal\.(timeout|any)\(/, 103, 'AbortSignal.timeout()'],
  [/\.(toSorted|toReversed|toSpliced)\(/, 110, 'toSorted() and its kin'],
  [/\.(findLast|findLastIndex)\(/, 97, 'findLast()'],
  [/\.replaceAll\(/, 85, 'replaceAll()'],
  [/\.at\(-?\d+\)/, 92, 'at()'],
]

const guard = new Set([...reachableFrom('guard.html'), ...reachableFrom('field.html')])
const problems: string[] = []
for (const file of builtFiles()) {
  const floor = guard.has(file) ? floors.guard : floors.desk
  problems.push(...(await problemsOf(file, `chrome${floor}`, floor)))
}
for (const worker of ['guard-sw.js', 'technician-sw.js'])
  problems.push(...(await problemsOf(worker, `chrome${floors.guard}`, floors.guard)))
// What tells an old browser that it is too old must be readable by any.
problems.push(...(await problemsOf('floor.js', 'es5', 0)))
for (const [page, floor] of [
  ['guard.html', floors.guard],
  ['field.html', floors.guard],
  ['index.html', floors.desk],
  ['control-room.html', floors.desk],
] as const) {
  if (!readFileSync(path.join(dist, page), 'utf8').includes(`data-floor="${floor}"`))
    problems.push(`${page}: expected data-floor="${floor}"`)
}

for (const problem of problems) console.error(problem)
console.log(
  `${builtFiles().length} files, ${guard.size} of them held to Chrome ${floors.guard}, the rest to ${floors.desk}: ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1

function reachableFrom(entry: string): Set<string> {
  if (!manifest[entry]) throw new Error(`dist/web has no ${entry}`)
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (name: string): void => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next)
  }
  visit(entry)
  return files
}

function builtFiles(): string[] {
  return readdirSync(path.join(dist, 'assets'))
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => `assets/${name}`)
}

async function problemsOf(file: string, target: string, floor: number): Promise<string[]> {
  const code = readFileSync(path.join(dist, file), 'utf8')
  const loader = file.endsWith('.css') ? 'css' : 'js'
  const newer = await syntaxNewerThan(target, code, loader)
  const features =
    floor === 0 ? [] : (loader === 'css' ? cssFeatures : jsFeatures).filter(([pattern, since]) => since > floor && pattern.test(code))
  const used = features.map(([, since, name]) => `${name} is Chrome ${since}'s`)
  if (loader === 'css' && floor < 84 && hasFlexGap(code)) used.push("gap in a flex box is Chrome 84's")
  return [...newer, ...used].map((problem) => `${file} (${target}): ${problem}`)
}

/** esbuild rewrites what the target lacks; where nothing had to be rewritten both outputs are the same. */
async function syntaxNewerThan(target: string, code: string, loader: 'js' | 'css'): Promise<string[]> {
  const options = { loader, logLevel: 'silent', legalComments: 'none' } as const
  const asWritten = (await transform(code, { ...options, target: 'esnext' })).code.split('\n')
  try {
    const lowered = new Set((await transform(code, { ...options, target })).code.split('\n'))
    const line = asWritten.find((text) => !lowered.has(text))
    return line === undefined ? [] : [`cannot read “${line.trim().slice(0, 120)}”`]
  } catch (error) {
    return [error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)]
  }
}

/** A rule with `gap` that does not make a grid itself: what sets its display elsewhere says so in the same rule, or avoids `gap`. */
function hasFlexGap(css: string): boolean {
  return [...css.matchAll(/\{([^{}]*)\}/g)].some(
    ([, body = '']) => /(^|;)\s*(row-|column-)?gap:/.test(body) && !/display:\s*(inline-)?grid/.test(body),
  )
}
