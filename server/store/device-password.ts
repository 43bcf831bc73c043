// Passwords of devices: 144 random bits, so that a fast hash is enough. PBKDF2-SHA512 as Mosquitto (password_mosq.c) and EMQX know it.
import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(pbkdf2)
/** Mosquitto's own number. */
export const ITERATIONS = 101
export const KEY_BYTES = 64

export const newDevicePassword = (): string => randomBytes(18).toString('base64url')

/** The hash as a line of Mosquitto's password file has it. The salt is text, because EMQX takes no other. */
export async function hashDevicePassword(password: string): Promise<string> {
  const salt = Buffer.from(randomBytes(9).toString('base64url'))
  const key = await derive(password, salt, ITERATIONS, KEY_BYTES, 'sha512')
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${key.toString('base64')}`
}

/** Salt and key of a kept hash. */
export function partsOf(hash: string): { iterations: number; salt: Buffer; key: Buffer } {
  const [, , iterations = '', salt = '', key = ''] = hash.split('$')
  return { iterations: Number(iterations), salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
}

export async function isDevicePassword(password: Uint8Array, hash: string): Promise<boolean> {
  const { iterations, salt, key } = partsOf(hash)
  return key.length === KEY_BYTES && timingSafeEqual(await derive(password, salt, iterations, KEY_BYTES, 'sha512'), key)
}
