// usage: montage out.png cols thumbWidth files...
import { chromium } from 'playwright-core'
import { chromiumOptions } from '/work/main/test/support/chromium.ts'
import { readFileSync } from 'node:fs'
const [out, cols, w, ...files] = process.argv.slice(2)
const b = await chromium.launch(chromiumOptions())
const p = await b.newPage({ viewport: { width: Number(cols) * (Number(w) + 6) + 6, height: 600 } })
await p.setContent(`<body style="margin:0;background:#888;font:11px sans-serif"><div style="display:grid;grid-template-columns:repeat(${cols},${w}px);gap:6px;padding:6px">` + files.map((f) => `<div><div style="background:#ff0">${f.split('/').pop()}</div><img style="width:${w}px;display:block" src="data:image/png;base64,${readFileSync(f).toString('base64')}"></div>`).join('') + '</div>')
await p.waitForTimeout(300)
await p.screenshot({ path: out!, fullPage: true })
await b.close()
