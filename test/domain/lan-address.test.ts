import { expect, it } from 'vitest'
import { lanAddresses } from '../../server/domain/lan-address.ts'

const card = (name: string, address: string, more: { family?: string; internal?: boolean } = {}) => ({
  card: name,
  address,
  family: 'IPv4',
  internal: false,
  ...more,
})

it('names where phones reach this machine, the likeliest first', () => {
  const cards = [
    card('lo', '127.0.0.1', { internal: true }),
    card('eth0', '10.1.2.3'),
    card('wlan0', '192.168.1.5'),
    card('wlan0', 'fe80::1', { family: 'IPv6' }),
    card('eth1', '169.254.7.7'),
    card('docker0', '172.17.0.1'),
  ]
  expect(lanAddresses(cards)).toEqual(['192.168.1.5', '10.1.2.3'])
})

it('names a virtual card where there is no other, and nothing where there is no network', () => {
  expect(lanAddresses([card('docker0', '172.17.0.2')])).toEqual(['172.17.0.2'])
  expect(lanAddresses([card('lo', '127.0.0.1', { internal: true })])).toEqual([])
})
