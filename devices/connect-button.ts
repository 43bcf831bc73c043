import { type Broker, connectLink, type Link } from './link.ts'
import { NativeButton, type NativePress } from './native-button.ts'
import { type NativeName, nativeTopic } from './native-message.ts'
import type { Receipt } from './repeater.ts'
import { Tally } from './tally.ts'

export interface ConnectedButton {
  readonly button: NativeButton
  readonly link: Link
  readonly tally: Tally
  press(press?: NativePress): Promise<Receipt>
  close(): Promise<void>
}

/** A native button on a connection of its own: birth and last will on its status topic, and it hears its commands before it presses. */
export async function connectButton({ schoolId, deviceId, ...broker }: Broker & NativeName): Promise<ConnectedButton> {
  const name = { schoolId, deviceId }
  const tally = new Tally()
  const status = nativeTopic(name, 'status')
  const link = await connectLink({
    ...broker,
    clientId: deviceId,
    filters: [nativeTopic(name, 'command')],
    will: { topic: status, payload: 'offline' },
  })
  const birth = () => link.send(status, 'online', { retain: true })
  birth()
  link.onConnect(birth)
  const button = new NativeButton(name, link, tally)
  return {
    button,
    link,
    tally,
    press: (press) => button.press(press),
    close: async () => {
      button.close()
      await link.close()
    },
  }
}
