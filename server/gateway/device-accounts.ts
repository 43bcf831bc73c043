import { NATIVE_ROOT } from '#contracts/mqtt.ts'
import { certificateOf, credentialMarks, passwordsOf } from '../store/credential.ts'
import { isDevicePassword } from '../store/device-password.ts'
import type { Pool } from '../store/pool.ts'

/** What a device or a bridge may do at the broker, by pattern: its own topics, in whatever school it stands, or what lies below its own mount. */
export function aclOf(name: string): { publish: string[]; subscribe: string[] } {
  if (name.startsWith('edge/')) return { publish: [`${name}/#`], subscribe: [`${name}/+/command`] }
  return {
    publish: ['alarm', 'health', 'status'].map((suffix) => `${NATIVE_ROOT}/+/${name}/${suffix}`),
    subscribe: [`${NATIVE_ROOT}/+/${name}/command`],
  }
}

/** Credentials of devices, as the embedded broker asks for them. */
export class DeviceAccounts {
  readonly #pool: Pool
  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** @returns the hash that let it in, by which it is known later; null when it may not come in */
  async admit(name: string, password: Uint8Array): Promise<string | null> {
    const hash = (await passwordsOf(this.#pool, [name])).get(name)
    return hash !== undefined && (await isDevicePassword(password, hash)) ? hash : null
  }

  /** Whoever shows a certificate of our authority comes in by its common name. @returns by what it is known later; null when it may not come in */
  admitCertificate(name: string): Promise<string | null> {
    return certificateOf(this.#pool, name)
  }

  /** Of those that were admitted, whose credential is no longer the one that let them in. */
  async ended(admitted: ReadonlyMap<string, string>): Promise<string[]> {
    if (admitted.size === 0) return []
    const inForce = await credentialMarks(this.#pool, [...admitted.keys()])
    return [...admitted].filter(([name, mark]) => inForce.get(name) !== mark).map(([name]) => name)
  }
}
