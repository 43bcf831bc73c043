import { useState } from 'react'
import { screenText, useText } from '../i18n/text.ts'
import { useSession } from '../live/session.ts'
import controls from './controls.module.css'
import desk from './desk.module.css'

const usePrintText = screenText(
  { print: '打印', paper: '纸张方向', landscape: 'A4 横向', portrait: 'A4 纵向' },
  { print: 'Print', paper: 'Orientation', landscape: 'A4 landscape', portrait: 'A4 portrait' },
)

let head: CSSStyleSheet | null = null
/** What stands at the top of every page of paper; a browser that does not know these boxes prints its own head there. */
function headPages(words: string): void {
  document.title = words
  if (!head) {
    const style = document.createElement('style')
    document.head.append(style)
    head = style.sheet
  }
  while (head && head.cssRules.length > 0) head.deleteRule(0)
  head?.insertRule(`@page { @top-left { content: ${JSON.stringify(words)} } }`)
}

/** Prints the page that is open, on A4 as it is chosen beside it. @param ready false while the rows are still on their way: paper would stay empty; only: a part of the page, by its `data-only`, and its title */
export function PrintButton({ ready = true, only }: { ready?: boolean; only?: { part: string; title: string } }) {
  const t = usePrintText()
  const app = useText().app.name
  const unit = useSession(({ session }) => session?.unit)
  const [upright, setUpright] = useState(false)
  const start = () => {
    if (upright) document.body.dataset.page = 'upright'
    else delete document.body.dataset.page
    if (only) {
      document.body.dataset.only = only.part
      // Some browsers go on while the person still chooses a printer, and draw the pages only then.
      addEventListener('afterprint', () => delete document.body.dataset.only, { once: true })
    }
    headPages(
      [
        unit || app,
        only?.title ?? document.querySelector('main [data-print="only"] h2, main [data-print="only"] h1, main h2')?.textContent ?? '',
      ]
        .filter(Boolean)
        .join(' · '),
    )
    window.print()
  }
  return (
    <span data-print="no" className={desk.hide}>
      <button type="button" className={controls.button} disabled={!ready} onClick={start}>
        {t.print}
      </button>{' '}
      <select
        aria-label={t.paper}
        value={upright ? 'portrait' : 'landscape'}
        onChange={(event) => setUpright(event.target.value === 'portrait')}
      >
        <option value="landscape">{t.landscape}</option>
        <option value="portrait">{t.portrait}</option>
      </select>
    </span>
  )
}
