// Which broker the gateway talks to, and as whom: the embedded one, or that of MQTT_URL.
import type { Config } from '../config.ts'
import type { BrokerLink } from '../gateway/broker-link.ts'
import type { DeviceAccounts } from '../gateway/device-accounts.ts'
import { type BrokerAccount, EmbeddedBroker } from '../gateway/embedded-broker.ts'
import { MqttLink } from '../gateway/mqtt-link.ts'

/** A bridge account: it may publish on every topic of every source and read every command. `#` alone means no tree that begins with $. */
export const EVERYTHING = { publish: ['#', '$SYS/#', '$oc/#', '$events/#'], subscribe: ['#'] } as const

// Our own account on the embedded broker, known to this process alone.
const OWN = { username: 'xiaowei', password: crypto.randomUUID() }

/** Who we are on the broker; empty where MQTT_URL names one that asks for nobody. */
export const credentials = (config: Config): { username?: string; password?: string } => {
  if (config.MQTT_URL === undefined) return OWN
  return config.MQTT_USERNAME === undefined || config.MQTT_PASSWORD === undefined
    ? {}
    : { username: config.MQTT_USERNAME, password: config.MQTT_PASSWORD }
}

export const EMBEDDED_BROKER_HOST = '127.0.0.1'
export const brokerUrl = (config: Config): string => config.MQTT_URL ?? `mqtt://${EMBEDDED_BROKER_HOST}:${config.MQTT_PORT}`

/** @param brokerAccounts of the embedded broker besides our own */
export function createLink(
  config: Config,
  brokerAccounts: readonly BrokerAccount[],
  listener: ConstructorParameters<typeof EmbeddedBroker>[1],
  devices: DeviceAccounts,
): BrokerLink {
  if (config.MQTT_URL !== undefined)
    return new MqttLink({ url: config.MQTT_URL, instance: config.INSTANCE, ...credentials(config) }, listener)
  const named =
    config.MQTT_USERNAME !== undefined && config.MQTT_PASSWORD !== undefined
      ? [{ username: config.MQTT_USERNAME, password: config.MQTT_PASSWORD, ...EVERYTHING }]
      : []
  return new EmbeddedBroker(
    { host: EMBEDDED_BROKER_HOST, port: config.MQTT_PORT, accounts: [{ ...OWN, ...EVERYTHING }, ...named, ...brokerAccounts], devices },
    listener,
  )
}
