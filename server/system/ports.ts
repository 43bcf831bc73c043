import { once } from 'node:events'
import net from 'node:net'
import { type Config, ConfigError } from '../config.ts'

type Variable = 'PORT' | 'MQTT_PORT' | 'MQTT_TLS_PORT'

/** Says that a port is taken before a database is made for nothing. Whoever takes it afterwards is told of with the same words, by {@link portRefusal}. */
export async function checkPorts(config: Config, brokerHost: string): Promise<void> {
  await check('PORT', config.HOST, config.PORT)
  if (!config.ROLES.includes('gateway') || config.MQTT_URL !== undefined) return
  await check('MQTT_PORT', brokerHost, config.MQTT_PORT)
  if (config.MQTT_TLS_CERT !== undefined) await check('MQTT_TLS_PORT', config.MQTT_TLS_HOST, config.MQTT_TLS_PORT)
}

async function check(variable: Variable, host: string, port: number): Promise<void> {
  if (port === 0) return
  const server = net.createServer().listen(port, host)
  await once(server, 'listening').catch((error: Error) => {
    throw portRefusal(variable, host, port, error)
  })
  server.close()
  await once(server, 'close')
}

const HOST_OF = { PORT: 'HOST', MQTT_PORT: 'HOST', MQTT_TLS_PORT: 'MQTT_TLS_HOST' } as const satisfies Record<Variable, string>
const NO_ADDRESS: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'EINVAL'])

/** What whoever started the program can mend, said with the variable's name; any other error as it is. */
export function portRefusal(variable: Variable, host: string, port: number, error: Error): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new ConfigError(`${variable}: ${port} on ${host} is taken by another program; set ${variable} to a free one`)
  if (code === 'EACCES') return new ConfigError(`${variable}: ${port} may not be opened by this user`)
  if (code !== undefined && NO_ADDRESS.has(code))
    return new ConfigError(`${HOST_OF[variable]}: expected an address of this machine, such as 127.0.0.1 or 0.0.0.0; found "${host}"`)
  return error
}
