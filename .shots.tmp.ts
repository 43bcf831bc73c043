import { chromium } from 'playwright-core'
import { chromiumOptions } from '/work/wt/bureau/test/support/chromium.ts'
const [,, who, lang, size, ...urls] = process.argv
const [w,h] = size!.split('x').map(Number)
const browser = await chromium.launch(chromiumOptions())
const context = await browser.newContext({ baseURL: 'http://127.0.0.1:8120', locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', viewport: { width: w!, height: h! } })
await context.addInitScript(`localStorage.setItem('xiaowei.language', '${lang}')`)
await context.request.post('/api/v1/session', { data: { username: who, password: 'demo-password' } })
const page = await context.newPage()
page.on('console', (m) => { if (['error','warning'].includes(m.type())) console.log('console', m.text()) })
page.on('pageerror', (e) => console.log('pageerror', e.message))
page.on('response', (r) => { if (r.status() >= 400) console.log(r.status(), r.url()) })
for (const url of urls) {
  const t = Date.now()
  await page.goto(url)
  await page.waitForLoadState('networkidle').catch(()=>{})
  await page.waitForTimeout(800)
  const name = url.replace(/\W+/g,'-').replace(/^-/,'').slice(0,60)
  await page.screenshot({ path: `/tmp/bureau-shots/${name}-${lang}-${size}.png` })
  console.log(name, Date.now()-t, 'scrollW', await page.evaluate('document.documentElement.scrollWidth'), 'h', await page.evaluate('document.documentElement.scrollHeight'))
}
await browser.close()
