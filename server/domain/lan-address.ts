/** One address of a network card, as Node names it. */
export interface CardAddress {
  readonly card: string
  readonly address: string
  readonly family: string
  readonly internal: boolean
}

// Bridges of containers and virtual machines, tunnels: no phone is behind them.
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|tun|tap|utun|wg|zt|tailscale)/i
/** Networks of houses and offices, the likeliest first (RFC 1918); what is none of them comes last. */
const LIKELY = [/^192\.168\./, /^10\./, /^172\.(1[6-9]|2\d|3[01])\./]

const rank = (address: string): number => {
  const found = LIKELY.findIndex((net) => net.test(address))
  return found < 0 ? LIKELY.length : found
}

/** IPv4 addresses at which phones of the same network may reach this machine, the likeliest first; none where there is no network. */
export function lanAddresses(cards: readonly CardAddress[]): string[] {
  const outside = cards.filter(({ internal, family, address }) => !internal && family === 'IPv4' && !address.startsWith('169.254.'))
  const real = outside.filter(({ card }) => !VIRTUAL.test(card))
  return (real.length > 0 ? real : outside).map(({ address }) => address).sort((a, b) => rank(a) - rank(b))
}
