import { GarbageSource } from '../garbage.ts'
import { NativeButton } from '../native-button.ts'
import { openLink, type Scenario, settle } from '../world.ts'

/** Unacknowledged messages at a time. */
const WINDOW = 64
const RECEIPTS_MS = 60_000

export const garbage: Scenario = {
  about: '--count hostile payloads (4,000) with 40 good presses among them, the same for the same seed',
  run: async (world) => {
    const { options, district, tally, say, signal } = world
    const source = new GarbageSource(options.seed, { district, run: `garbage-${Date.now().toString(36)}` })
    const link = await openLink(world, ['+'])
    const pressed: Promise<unknown>[] = []
    const inFlight = new Set<Promise<void>>()
    const count = options.count ?? 4_000
    let sent = 0
    for (const { topic, payload, press } of source.messages(count, Math.min(40, count))) {
      if (signal.aborted) break
      if (press) {
        const button = new NativeButton(press, link, tally)
        world.opened.push(button)
        say(`message ${sent}: good press ${press.id} of ${press.deviceId}`)
        pressed.push(button.press({ id: press.id, at: press.at }))
      } else {
        tally.message()
        const taken = link.publish(topic, payload).catch(world.trouble)
        inFlight.add(taken)
        void taken.finally(() => inFlight.delete(taken))
        while (inFlight.size >= WINDOW && !signal.aborted) await Promise.race(inFlight)
      }
      if (++sent % 1_000 === 0) say(`${sent} sent`)
    }
    await settle([...inFlight, ...pressed], RECEIPTS_MS, signal)
  },
}
