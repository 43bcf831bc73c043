// GB/T 28181-2022 annex A.2.5 (MANSCDP notifications), in the bytes of GB2312 as most devices in the field send them
import { randomBytes } from 'node:crypto'

/** Fixed phrases in GB2312 (base64): Node decodes this charset and cannot write it. */
const PHRASES = {
  一键报警: '0ru8/LGovq8=',
  视频丢失: 'ytPGtbaqyqc=',
} as const
export type Phrase = keyof typeof PHRASES

export interface GbAlarm {
  sn: number
  deviceId: string
  /** 1 high … 4 low */
  priority: 1 | 2 | 3 | 4
  /** A.2.5.3: 2 = device alarm, 5 = video. */
  method: 2 | 5
  /** With method 2: 1 = video loss; none = the plain input of a wired button. */
  type?: number
  at: Date
  description: Phrase
}

export function gbAlarmBytes({ sn, deviceId, priority, method, type, at, description }: GbAlarm): Buffer {
  const info = type === undefined ? '' : `<Info>\r\n<AlarmType>${type}</AlarmType>\r\n</Info>\r\n`
  return Buffer.concat([
    ascii(
      `${head('Alarm', sn, deviceId)}<AlarmPriority>${priority}</AlarmPriority>\r\n<AlarmMethod>${method}</AlarmMethod>\r\n` +
        `<AlarmTime>${gbTime(at)}</AlarmTime>\r\n<AlarmDescription>`,
    ),
    Buffer.from(PHRASES[description], 'base64'),
    ascii(`</AlarmDescription>\r\n${info}</Notify>\r\n`),
  ])
}

export const gbKeepaliveBytes = (sn: number, deviceId: string): Buffer =>
  ascii(`${head('Keepalive', sn, deviceId)}<Status>OK</Status>\r\n</Notify>\r\n`)

/** A.2.5.5: a channel that lost its picture, or has it again. */
export const gbCatalogBytes = (sn: number, deviceId: string, channelId: string, event: 'VLOST' | 'ON'): Buffer =>
  ascii(
    `${head('Catalog', sn, deviceId)}<SumNum>1</SumNum>\r\n<DeviceList Num="1">\r\n<Item>\r\n` +
      `<DeviceID>${channelId}</DeviceID>\r\n<Event>${event}</Event>\r\n</Item>\r\n</DeviceList>\r\n</Notify>\r\n`,
  )

const head = (command: string, sn: number, deviceId: string): string =>
  `<?xml version="1.0" encoding="GB2312"?>\r\n<Notify>\r\n<CmdType>${command}</CmdType>\r\n<SN>${sn}</SN>\r\n<DeviceID>${deviceId}</DeviceID>\r\n`

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Local time without an offset, as the standard wants it; the devices stand in Asia/Shanghai. */
const gbTime = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)

/** `edge/<school>/<name>/<SIP device>/message[/<messageId>]`: the bridge carries the SIP body untouched. */
export const gbTopic = (base: string, sipDevice: string, messageId?: string): string =>
  `${base}/${sipDevice}/message${messageId === undefined ? '' : `/${messageId}`}`

export const gbCommandTopic = (base: string, sipDevice: string): string => `${base}/${sipDevice}/command`

export const newMessageId = (): string => randomBytes(8).toString('hex')
