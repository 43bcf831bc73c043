// Every dialect by its name; a new vendor family is one file and one line here.
import type { DialectName } from '#contracts/device.ts'
import { aliyun } from './aliyun.ts'
import { chirpstack } from './chirpstack.ts'
import { dahua } from './dahua.ts'
import { dc09 } from './dc09.ts'
import type { Dialect } from './dialect.ts'
import { emqx } from './emqx.ts'
import { esphome } from './esphome.ts'
import { frigate } from './frigate.ts'
import { gb28181 } from './gb28181.ts'
import { haDiscovery } from './ha-discovery.ts'
import { hikvisionCid, hikvisionIsapi } from './hikvision.ts'
import { huaweiIotda } from './huawei-iotda.ts'
import { jetlinks } from './jetlinks.ts'
import { native } from './native.ts'
import { onvif } from './onvif.ts'
import { deadLetter } from './payload.ts'
import { shelly } from './shelly.ts'
import { sparkplug } from './sparkplug.ts'
import { tasmota } from './tasmota.ts'
import { thingsboard } from './thingsboard.ts'
import { tts } from './tts.ts'
import { zigbee2mqtt } from './zigbee2mqtt.ts'

/** A bug in a decoder must cost neither the message nor the queue behind it: what it could not read is a dead letter that may have been a press. */
const guarded = (dialect: Dialect): Dialect => ({
  ...dialect,
  decode(message, memory) {
    try {
      return dialect.decode(message, memory)
    } catch (error) {
      const reason = `decoder-failed: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`
      const decoded = deadLetter(reason, { ...dialect.topicIdentity(message.topic, message.base), suspect: 'unknown' })
      return { decoded, memory, bug: error instanceof Error ? error : new Error(String(error)) }
    }
  },
})

/** As they are, for tests: none of them may throw. */
export const UNGUARDED: Record<DialectName, Dialect> = {
  native,
  zigbee2mqtt,
  chirpstack,
  tts,
  tasmota,
  shelly,
  esphome,
  'ha-discovery': haDiscovery,
  gb28181,
  onvif,
  sparkplug,
  frigate,
  aliyun,
  jetlinks,
  'huawei-iotda': huaweiIotda,
  thingsboard,
  emqx,
  'hikvision-isapi': hikvisionIsapi,
  'hikvision-cid': hikvisionCid,
  dahua,
  dc09,
}

export const DIALECTS = Object.fromEntries(Object.entries(UNGUARDED).map(([name, dialect]) => [name, guarded(dialect)])) as Record<
  DialectName,
  Dialect
>
