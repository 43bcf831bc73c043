import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Command, Fleet } from '../support/client.ts'

/** A press every millisecond or so, by turns on `buttons` buttons; resolves when each has its receipt. */
export function press(fleet: Fleet, count: number, { buttons = 100, everyMs = 1 } = {}): Promise<Command[]> {
  return (async () => {
    const receipts: Promise<Command>[] = []
    for (let i = 0; i < count; i++) {
      receipts.push(fleet.press(`button-${(i % buttons) + 1}`, { id: randomUUID() }))
      if (i % 10 === 9) await pause(10 * everyMs)
    }
    return Promise.all(receipts)
  })()
}

/** A moment that nobody chose. @param ms at most */
export const someMoment = (ms: number): Promise<void> => pause(Math.random() * ms)
