// npm run demo -- --phone: the pages on the machine's LAN over https, for phones. Broker and database stay on loopback.
import { createServer, type Server } from 'node:https'
import os from 'node:os'
import { generate } from 'selfsigned'
import { lanAddresses } from '#domain/lan-address.ts'
import { ConfigError } from './config.ts'

export interface PhoneDoor {
  readonly server: Server
  /** Where phones come in; the first is the likeliest. */
  readonly origins: readonly [string, ...string[]]
}

const PORT = 8443
const VALID_DAYS = 30

/**
 * Listens on every address of the LAN with a certificate made at this start, which no browser trusts: phones ask once.
 * @throws one line when this machine is in no network
 */
export async function openPhoneDoor(): Promise<PhoneDoor> {
  const cards = Object.entries(os.networkInterfaces()).flatMap(([card, addresses = []]) => addresses.map((one) => ({ card, ...one })))
  const addresses = lanAddresses(cards)
  const [first, ...others] = addresses
  if (first === undefined)
    throw new ConfigError('--phone: this machine has no LAN address; connect it to the network of the phones, or start without --phone')
  const { private: key, cert } = await generate([{ name: 'commonName', value: first }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + VALID_DAYS * 86_400_000),
    extensions: [{ name: 'subjectAltName', altNames: addresses.map((ip) => ({ type: 7, ip })) }],
  })
  const server = createServer({ key, cert })
  const port = await listen(server, PORT).catch(() => listen(server, 0)) // 8443 is taken: any other will do, as the QR says it
  const origin = (address: string) => `https://${address}:${port}`
  return { server, origins: [origin(first), ...others.map(origin)] }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '0.0.0.0', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
