// PDF by a real Chromium, one at a time: it takes as much memory as it likes, beside alarms.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
// The shell has the same engine without a browser's windows, and starts in a third of the time.
const PLACES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`)
const LONGEST_MS = 60_000
const FLAGS = [
  ...['--headless', '--disable-gpu', '--no-first-run', '--no-pdf-header-footer', '--disable-extensions'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** Where Chromium is: the path that was configured, or one of the usual places; null: there is none, and no PDF. @throws when nothing is at that path */
export function findChromium(configured: string | undefined): string | null {
  if (configured !== undefined && !existsSync(configured)) throw new Error(`CHROMIUM: expected a program, found none at ${configured}`)
  return configured ?? PLACES.find((place) => existsSync(place)) ?? null
}

let last: Promise<unknown> = Promise.resolve()

/** Prints a page that stands for itself. @throws when Chromium fails or takes more than a minute */
export function printPdf(chromium: string, html: string): Promise<Buffer> {
  const printed = last.then(() => print(chromium, html))
  last = printed.catch(() => {}) // told to whoever asked; the next one goes on
  return printed
}

async function print(chromium: string, html: string): Promise<Buffer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'xiaowei-pdf-'))
  try {
    const [page, pdf] = [path.join(folder, 'page.html'), path.join(folder, 'page.pdf')]
    await writeFile(page, html, { mode: 0o600 })
    // Chromium runs no sandbox for root; the page is our own, and its policy loads and runs nothing.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const where = [`--user-data-dir=${path.join(folder, 'profile')}`, `--print-to-pdf=${pdf}`, pathToFileURL(page).href]
    await run(chromium, [...FLAGS, ...sandbox, ...where], { timeout: LONGEST_MS, killSignal: 'SIGKILL' })
    return await readFile(pdf)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
