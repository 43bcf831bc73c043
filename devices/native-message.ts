// Xiaowei's own topics: docs/asyncapi.json, xiaowei/v1/{schoolId}/{deviceId}/{alarm|health|status}, heard on …/command
export type NativeName = { schoolId: string; deviceId: string }

export const nativeTopic = ({ schoolId, deviceId }: NativeName, suffix: 'alarm' | 'health' | 'status' | 'command'): string =>
  `xiaowei/v1/${schoolId}/${deviceId}/${suffix}`

/** One beat. */
export const healthBytes = (at: Date, more: { battery?: number } = {}): string =>
  JSON.stringify({ online: true, at: at.toISOString(), ...more })

export type NativeEvent = {
  id: string
  kind: string
  at?: string
  exercise?: 'drill' | 'test'
  phase?: 'active' | 'cleared'
  counter?: number
  battery?: number
}

export const alarmBytes = (event: NativeEvent): Buffer => Buffer.from(JSON.stringify(event))

let counted = 0
/** A number of its own for every event of a device, also after it was started again. */
export const eventId = (deviceId: string): string => `${deviceId}-${Date.now().toString(36)}-${(++counted).toString(36)}`
