import { type ChildProcess, execFile } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { forgetSession, isGiven } from './given-broker.ts'
import { end, freePort, spawnBound } from './process.ts'

/** As `npm run build` bundles it and the image runs it. It starts in a third of the time that tsx takes. */
export const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url))

/** Makes the program anew from its sources; whoever starts servers does it once, before the first. */
export const buildServer = (): Promise<unknown> => promisify(execFile)('npm', ['run', 'build:server'])

/** The real program in a process of its own, on what the environment names. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  /** What it said on stderr and in its log since it was first started. */
  lines(): string[]
  start(): Promise<void>
  /** SIGTERM: it ends in order. */
  stop(): Promise<void>
  kill9(): Promise<void>
}

/** Starts `npm start`'s program and waits until it is ready. @param environment DATABASE_URL, MQTT_URL, ROLES … */
export async function startServer(environment: Record<string, string>): Promise<ServerProcess> {
  if (isGiven && environment.INSTANCE !== undefined) await forgetSession(environment.INSTANCE)
  const port = environment.PORT ?? String(await freePort())
  const lines: string[] = []
  let child: ChildProcess | undefined
  const server: ServerProcess = {
    url: `http://127.0.0.1:${port}`,
    get pid() {
      if (child?.pid === undefined) throw new Error('the server is stopped')
      return child.pid
    },
    lines: () => [...lines],
    async start() {
      const running = spawnBound(process.execPath, ['--max-semi-space-size=64', MAIN], { LOG_LEVEL: 'warn', ...environment, PORT: port })
      child = running
      await new Promise<void>((resolve, reject) => {
        if (running.stderr)
          createInterface(running.stderr).on('line', (line) => {
            lines.push(line)
            if (line.startsWith('Xiaowei is ready')) resolve()
          })
        running.once('exit', (code, signal) => reject(new Error(`the server ended (${code ?? signal}): ${lines.slice(-5).join(' | ')}`)))
      })
    },
    async stop() {
      await end(child, 'SIGTERM')
      child = undefined
    },
    async kill9() {
      await end(child, 'SIGKILL')
      child = undefined
    },
  }
  await server.start()
  return server
}
