// Which broker the gateway talks to, and as whom: the embedded one, or that of MQTT_URL.
import { readFileSync } from 'node:fs'
import { type Config, ConfigError } from '../config.ts'
import type { BrokerLink } from '../gateway/broker-link.ts'
import type { DeviceAccounts } from '../gateway/device-accounts.ts'
import { type BrokerAccount, type BrokerTls, EmbeddedBroker } from '../gateway/embedded-broker.ts'
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
    {
      host: EMBEDDED_BROKER_HOST,
      port: config.MQTT_PORT,
      accounts: [{ ...OWN, ...EVERYTHING }, ...named, ...brokerAccounts],
      devices,
      ...secureListener(config),
    },
    listener,
  )
}

/** The listener for certificates, where their files are named. @throws ConfigError when one cannot be read */
function secureListener(config: Config): { tls?: BrokerTls } {
  const { MQTT_TLS_CA, MQTT_TLS_CERT, MQTT_TLS_KEY, MQTT_TLS_CRL, MQTT_TLS_HOST, MQTT_TLS_PORT } = config
  if (MQTT_TLS_CA === undefined || MQTT_TLS_CERT === undefined || MQTT_TLS_KEY === undefined) return {}
  const read = (variable: string, file: string): Buffer => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw new ConfigError(`${variable}: ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`)
    }
  }
  return {
    tls: {
      host: MQTT_TLS_HOST,
      port: MQTT_TLS_PORT,
      ca: read('MQTT_TLS_CA', MQTT_TLS_CA),
      cert: read('MQTT_TLS_CERT', MQTT_TLS_CERT),
      key: read('MQTT_TLS_KEY', MQTT_TLS_KEY),
      ...(MQTT_TLS_CRL === undefined ? {} : { crl: read('MQTT_TLS_CRL', MQTT_TLS_CRL) }),
    },
  }
}
