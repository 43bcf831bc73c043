import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

const LOWEST_PORT = 10_240 // above the ports that services are known by
const PORT_RANGE = '/proc/sys/net/ipv4/ip_local_port_range'

/**
 * A port of 127.0.0.1 that nobody listened on a moment ago, below those that the kernel gives to outgoing connections:
 * it may be bound later, or again after a restart, and no connection of another test takes it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, lowestOutgoingPort())
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

/** @see `ip_local_port_range` in the kernel's documentation; its default where the file is not to be had. */
function lowestOutgoingPort(): number {
  const [lowest] = existsSync(PORT_RANGE) ? readFileSync(PORT_RANGE, 'utf8').trim().split(/\s+/).map(Number) : []
  return lowest !== undefined && lowest > LOWEST_PORT ? lowest : 32_768
}

/** A child that ends with us, even when we are killed: the kernel signals it (setpriv's `--pdeathsig`). */
export const spawnBound = (command: string, args: string[], environment: Record<string, string | undefined> = {}): ChildProcess =>
  spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment, PATH: `${process.env.PATH}:/usr/sbin` }, // where Debian keeps servers, and users without rights do not look
  })

/** Signals a child and waits until it has ended; an ended or absent one is left alone. */
export async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || hasEnded(child)) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Whether a process of this id runs, whoever owns it; one that has ended and waits to be collected does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** A process and its children, the process first. */
export function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...children.split(' ').filter(Boolean).map(Number)]
}
