// The guard's page begins with what answers an alarm and nothing else: on a slow network React takes seconds that a child may not have.
import './screens/guard/sun.css'
import { useLanguage } from './i18n/text.ts'
import { showFirstAlarms } from './live/first-alarms.ts'
import { followSession } from './live/kept-session.ts'
import { loadSession } from './live/session.ts'
import { scannedCode } from './screens/guard/enrol-code.ts'
import { type FirstStage, openFirstStage } from './screens/guard/first-stage.ts'

/** What does not answer within this leaves the first alarm to the whole page, ms. */
const PATIENCE_MS = 2500
const RETRY_MS = 2000

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Two frames: the first paints what was put there, in the second it has been painted. */
const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))

/** The whole page's code, asked for until the network brings it. */
async function loadPage(): Promise<typeof import('./guard-page.tsx')> {
  for (;;) {
    try {
      return await import('./guard-page.tsx')
    } catch (error) {
      console.warn('the rest of the page is asked for again', error)
      await wait(RETRY_MS)
    }
  }
}

async function open(host: HTMLElement, root: HTMLElement): Promise<void> {
  let stage: FirstStage | null = null
  if (scannedCode() === null) {
    await Promise.race([Promise.all([loadSession(), showFirstAlarms()]), wait(PATIENCE_MS)])
    stage = openFirstStage(host)
  }
  if (stage) {
    root.hidden = true
    if (document.visibilityState === 'visible') await painted()
  }
  const { openPage } = await loadPage()
  openPage(root, () => stage?.handOver(root))
}

const host = document.getElementById('first')
const root = document.getElementById('root')
if (host && root) {
  document.documentElement.lang = useLanguage.getState().language
  followSession()
  void open(host, root)
}
