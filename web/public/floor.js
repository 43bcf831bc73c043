// Says what to use instead of a browser below the floor. ES5 on purpose (biome.json lets it): it runs where nothing else of ours does.
;(function () {
  var script = document.currentScript
  var floor = Number((script && script.getAttribute('data-floor')) || 88)
  var found = /Chrom(?:e|ium)\/(\d+)/.exec(navigator.userAgent)
  var supports = window.CSS && window.CSS.supports
  var modern =
    script &&
    'noModule' in script &&
    typeof Promise !== 'undefined' &&
    typeof Promise.allSettled === 'function' &&
    supports &&
    (floor < 88 || window.CSS.supports('aspect-ratio', '1 / 1'))
  if (modern && !(found && Number(found[1]) < floor)) return
  var page = document.createElement('div')
  page.setAttribute('role', 'alert')
  page.style.cssText =
    'position:fixed;top:0;right:0;bottom:0;left:0;z-index:9999;background:#fff;color:#1a2129;padding:48px 32px;font:20px/1.7 "Microsoft YaHei",sans-serif'
  var i
  var line
  var lines = [
    '此浏览器版本过低，不能运行校卫，也不会显示警情。',
    '请使用 Chrome ' + floor + ' 及以上，或同等内核的 Edge、奇安信、360 安全浏览器（极速模式），或 Firefox 89 及以上。',
    '在此期间请用电话接收警情：110、120、119 随时可拨。',
    'This browser is too old for Xiaowei and shows no alarms. Use Chrome ' + floor + '+ or Firefox 89+.',
    found ? '当前：Chrome ' + found[1] : '当前：' + navigator.userAgent,
  ]
  for (i = 0; i < lines.length; i++) {
    line = document.createElement('p')
    line.appendChild(document.createTextNode(lines[i]))
    page.appendChild(line)
  }
  document.body.appendChild(page)
})()
