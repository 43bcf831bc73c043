import { existsSync } from 'node:fs'
import type { LaunchOptions } from 'playwright-core'

/**
 * Debian's Chromium, and the names that other systems give it. The headless shell is the same engine without a browser's windows: a launch
 * with three pages takes a third of the processor's time.
 */
const paths = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`)

/** For playwright-core, which brings no browser of its own. Chromium runs no sandbox for root, and looks up nothing at its maker's. */
export function chromiumOptions(): LaunchOptions {
  const executablePath = paths.find((path) => existsSync(path))
  if (executablePath === undefined)
    throw new Error(`expected Chromium at one of ${paths.join(', ')}: apt-get install chromium fonts-noto-cjk`)
  return {
    executablePath,
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}
