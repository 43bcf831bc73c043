import type { SyntheticDevice } from '#domain/synthetic-district.ts'
import { NativeButton } from '../native-button.ts'
import { eventId } from '../native-message.ts'
import { devicesOf, isButton, openLink, patience, type Scenario, settle } from '../world.ts'

/** The retained press stays in the broker: whoever subscribes later hears it again, marked as retained. */
export const retainedReplay: Scenario = {
  about: 'a press sent with the retain flag; the same again after a reconnection; it stays in the broker',
  run: async (world) => {
    const { schoolId, id: deviceId } = world.random.pick(
      devicesOf(world).filter((device) => isButton(device) && device.dialect === 'native'),
    ) as SyntheticDevice
    const press = { id: eventId(deviceId), at: new Date().toISOString(), retain: true }
    for (const what of ['first', 'after the reconnection']) {
      if (world.signal.aborted) return
      const link = await openLink(world, [schoolId])
      const button = new NativeButton({ schoolId, deviceId }, link, world.tally)
      const receipt = button.press(press).then(({ outcome, ms }) => world.say(`${press.id} ${what}: ${outcome} after ${ms.toFixed(0)} ms`))
      await settle([receipt], patience(world), world.signal)
      button.close()
      await link.close()
    }
  },
}
