import { startMosquitto } from '/work/main/test/support/broker.ts'
const b = await startMosquitto({ logDenied: false })
console.log(b.url)
process.on('SIGTERM', () => void b.remove().then(() => process.exit(0)))
setInterval(() => {}, 1000)
