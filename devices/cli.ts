// npm run devices: simulated devices that speak their vendors' bytes over real sockets.
import { readOptions, UsageError } from './options.ts'
import { play } from './play.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { describe } from './tally.ts'

const HELP = `npm run devices -- [options]   simulated devices of the synthetic district 示例区, for trying out; never beside real devices

  --scenario <name>        what they do (below); default district
  --url <url>              broker; default MQTT_URL, else mqtt://127.0.0.1:1883
  --username, --password   default MQTT_USERNAME and MQTT_PASSWORD, else demo and DEMO_PASSWORD
  --seed <n>               the same seed does the same; default 1
  --speed <x>              the district lives x times as fast; default 1
  --school <id>            devices of this school only
  --dialect <name>         single-press, double-press: native (default), zigbee2mqtt, chirpstack, gb28181
  --count <n>              how many; each scenario says of what
  --duration <s>           ends after that many seconds
  --presses-per-hour <n>   district: real presses of random native buttons; default 2, 0 = none
  --json                   the summary as JSON on standard output, progress on standard error

Scenarios:
${[...SCENARIOS].map(([name, { about }]) => `  ${name.padEnd(18)}${about}`).join('\n')}

Ends with 0, with 1 when a press was refused or stayed without its receipt or the broker could not be reached, with 2 for wrong options.
`

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env, [...SCENARIOS.keys()])
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  const { summary, ok } = await play(options, stop.signal, {
    say: (line) => void (options.json ? process.stderr : process.stdout).write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
  })
  process.stdout.write(`${options.json ? JSON.stringify(summary) : describe(summary)}\n`)
  return ok ? 0 : 1
}

try {
  process.exit(await main())
} catch (error) {
  const mistake = error instanceof UsageError
  const bug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  const message = error instanceof Error ? (bug ? error.stack : error.message) : String(error)
  process.stderr.write(`${message}${mistake ? '\nnpm run devices -- --help tells the options' : ''}\n`)
  process.exit(mistake ? 2 : 1)
}
