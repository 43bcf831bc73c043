// How a cell is read: each reader takes what people type and gives a value, or says what is wrong. Pure.
import { MOST_GATES } from '#contracts/campus.ts'
import type { AreaGeometry } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { type Datum, readBoundary, toWgs84 } from './geometry-text.ts'
import { startOfDay } from './shanghai.ts'

export type Value = string | number | boolean | null | AreaGeometry | LngLat
export type TableRow = Readonly<Record<string, Value>>

type Read = (text: string, datum: Datum) => { value: Value } | { wrong: string }

export interface Column {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly required: boolean
  /** characters */
  readonly width: number
  readonly choices: Readonly<Record<string, string>> | null
  readonly read: Read
  /** Type of its column in a plain table of evidence. */
  readonly type: SqlType
}
type SqlType = 'text' | 'date' | 'timestamptz' | 'time' | 'boolean' | 'integer' | 'double precision'

/** Half-width digits and letters, without what no screen shows; for codes and numbers, not for names. */
export const narrow = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .trim()
export const trimmed = (text: string): string => text.replace(/[\u200b-\u200f\u2060\ufeff]/g, '').replace(/^[\s\u3000]+|[\s\u3000]+$/g, '')

export const code =
  (pattern: RegExp, expected: string): Read =>
  (text) => {
    const value = narrow(text)
    return pattern.test(value) ? { value } : { wrong: `expected ${expected}, found "${value.slice(0, 40)}"` }
  }
export const words =
  (max: number): Read =>
  (text) => {
    const value = trimmed(text)
    if (value.length > max) return { wrong: `expected at most ${max} characters, found ${value.length}` }
    // Excel would run it when the table is exported and opened by somebody else's program.
    if (/^[=+\-@\t\r＝＋－＠]/.test(value))
      return { wrong: `begins with ${JSON.stringify(value[0])}: a spreadsheet would take it for a formula` }
    return /[\n\r\t\0]/.test(value) ? { wrong: 'holds a line break or a tab' } : { value }
  }
/** Words of several lines, as a remark has them. */
export const prose =
  (max: number): Read =>
  (text, datum) => {
    const lines = trimmed(text).replace(/\r\n?/g, '\n')
    const read = words(max)(lines.replace(/\n/g, ' '), datum)
    return 'value' in read ? { value: lines } : read
  }
export const number =
  (min: number, max: number, unit: string): Read =>
  (text) => {
    const value = narrow(text).replace(/,(?=\d{3}\b)/g, '')
    const read = Number(value)
    // Number() takes 0x1F and 1e3, too, which nobody means.
    if (!/^[-+]?(\d+(\.\d*)?|\.\d+)$/.test(value)) return { wrong: `expected a number, found "${text.slice(0, 40)}"` }
    return read < min || read > max ? { wrong: `expected ${min}–${max}${unit}, found ${read}` } : { value: read }
  }
export const whole =
  (min: number, max: number): Read =>
  (text, datum) => {
    const read = number(min, max, '')(text, datum)
    return 'value' in read && !Number.isInteger(read.value) ? { wrong: `expected a whole number, found ${String(read.value)}` } : read
  }
export const choice =
  (choices: Readonly<Record<string, string>>): Read =>
  (text) => {
    const value = narrow(text)
    const found = Object.entries(choices).find(([key, word]) => key.toLowerCase() === value.toLowerCase() || narrow(word) === value)
    return found ? { value: found[0] } : { wrong: `expected one of ${Object.values(choices).join('、')}, found "${value.slice(0, 40)}"` }
  }
export const YES_NO = { true: '是', false: '否' }
export const yesNo: Read = (text) => {
  const value = narrow(text).toLowerCase()
  if (/^(是|有|true|yes|y|1|√|✓)$/.test(value)) return { value: true }
  return /^(否|无|false|no|n|0|×|x)$/.test(value) ? { value: false } : { wrong: `expected 是 or 否, found "${value.slice(0, 40)}"` }
}
/** A day as people write one: 2026-03-01, 2026/3/1, 2026.3.1, 20260301, 2026年3月1日. Without separators all eight digits: 202611 is a month. */
export const day: Read = (text) => {
  const match = /^(?:(\d{4})(\d\d)(\d\d)|(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?)(?:[ T].*)?$/.exec(
    narrow(text)
      .replace(/ ?([年月日]) ?/g, '$1')
      .trim(),
  )
  if (/^\d{5}$/.test(text)) return { wrong: `${text} is how Excel counts days: show the column as dates, or type a day such as 2026-03-01` }
  const [y = '', m = '', d = ''] = match?.slice(1).filter((part) => part !== undefined) ?? []
  const date = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)))
  const isDay = match && date.getUTCMonth() === Number(m) - 1 && date.getUTCDate() === Number(d) && Number(y) > 1900 && Number(y) < 2200
  return isDay ? { value: date.toISOString().slice(0, 10) } : { wrong: `expected a day such as 2026-03-01, found "${text.slice(0, 40)}"` }
}
export const boundary: Read = (text, datum) => {
  const read = readBoundary(text, datum)
  return read.ok ? { value: read.area } : { wrong: read.reason }
}

const GATE = /^(.*\S)[\s:：]+([+-]?\d{1,3}(?:\.\d{1,15})?)[\s,，]+([+-]?\d{1,3}(?:\.\d{1,15})?)$/

/** Gates such as 南门 106.231,38.482；西门 106.229,38.484: what gate radii and walking routes are measured from. One form for all ways to write them. */
export const gates: Read = (text, datum) => {
  const parts = trimmed(text)
    .split(/[；;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length > MOST_GATES) return { wrong: `expected at most ${MOST_GATES} gates, found ${parts.length}` }
  const read: string[] = []
  for (const part of parts) {
    const match = GATE.exec(part)
    const name = words(40)(match?.[1] ?? '', datum)
    const [lng, lat] = [Number(match?.[2]), Number(match?.[3])]
    if (!match || !('value' in name) || !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))
      return { wrong: `expected gates such as 南门 106.231,38.482；西门 106.229,38.484, found "${part.slice(0, 40)}"` }
    read.push(`${String(name.value)} ${toWgs84([lng, lat], datum).join(',')}`)
  }
  return { value: read.join('；') }
}

/** The same as a list, for whoever measures; the form is {@link gates}'s own. */
export function gatesOf(text: string): { name: string; position: LngLat }[] {
  return text.split('；').flatMap((part) => {
    const match = GATE.exec(part)
    return match ? [{ name: match[1] ?? '', position: [Number(match[2]), Number(match[3])] as LngLat }] : []
  })
}

/** A plan's day: none before 2000, which is a typing error or Excel's empty cell. */
export const planDay: Read = (text, datum) => {
  const read = day(text, datum)
  const known = 'value' in read && String(read.value) >= '2000-01-01' && String(read.value) < '2100-01-01'
  return known ? read : { wrong: `expected a day between 2000-01-01 and 2099-12-31, found "${text.slice(0, 40)}"` }
}

/** Milestones such as 摸底 2026-03-01；验收 2026-06-30, one form for all ways to write a day. */
export const milestones: Read = (text, datum) => {
  const parts = trimmed(text)
    .split(/[；;]/)
    .map((part) => part.trim())
    .filter(Boolean)
  const read = parts.map((part) => {
    const match = /^(.*\S)\s+(\S+)$/.exec(part)
    const name = words(200)(match?.[1] ?? '', datum)
    const on = planDay(match?.[2] ?? '', datum)
    return match && 'value' in name && 'value' in on ? `${String(name.value)} ${String(on.value)}` : null
  })
  const wrong = parts[read.indexOf(null)]
  return wrong === undefined
    ? { value: read.join('；') }
    : { wrong: `expected milestones such as 摸底 2026-03-01；验收 2026-06-30, found "${wrong.slice(0, 40)}"` }
}

/** A clock time such as 07:30; Excel shows one as a time of the last day of 1899. */
export const clockTime: Read = (text) => {
  const match = /(?:^|[ T])(\d{1,2})[:：](\d{2})(?::\d{2})?$/.exec(narrow(text))
  const [, h = '', m = ''] = match ?? []
  if (!match || Number(h) > 23 || Number(m) > 59) return { wrong: `expected a time such as 07:30, found "${text.slice(0, 40)}"` }
  return { value: `${h.padStart(2, '0')}:${m}` }
}
/** A moment in Shanghai such as 2026-03-01 07:30, or 07:30:15: half a minute decides whether somebody was late. */
export const moment: Read = (text, datum) => {
  const [date = '', ...rest] = narrow(text).split(/[ T]+/)
  const time = rest.join(' ')
  const [onDay, atTime] = [day(date, datum), clockTime(time, datum)]
  const seconds = Number(/[:：]\d{2}[:：](\d{2})$/.exec(time)?.[1] ?? 0)
  if ('wrong' in onDay || 'wrong' in atTime || seconds > 59)
    return { wrong: `expected a moment such as 2026-03-01 07:30, found "${text.slice(0, 40)}"` }
  const [h = 0, m = 0] = String(atTime.value).split(':').map(Number)
  return { value: new Date(startOfDay(String(onDay.value)) + ((h * 60 + m) * 60 + seconds) * 1000).toISOString().replace('.000Z', 'Z') }
}
/** When something was found: a moment, or a day alone, which begins at midnight. */
export const dayOrMoment: Read = (text, datum) => {
  const read = moment(text, datum)
  if ('value' in read) return read
  const onDay = /[:：]/.test(text) ? read : planDay(text, datum)
  return 'value' in onDay ? moment(`${String(onDay.value)} 00:00`, datum) : onDay
}
const WEEKDAYS = '一二三四五六日'
const weekday = (one: string): number => (/[1-7]/.test(one) ? Number(one) : WEEKDAYS.indexOf(one) + 1)
/** Weekdays as 1–7: 12345, 一二三四五, 1,2,3, 周一至周五. */
export const weekdays: Read = (text) => {
  const found = [
    ...narrow(text)
      .replace(/[周星期礼拜,，、\s]/g, '')
      .replace(/[天七]/g, '日')
      .replace(/([1-7一二三四五六日])[至到~-]([1-7一二三四五六日])/g, (_, from: string, to: string) =>
        '1234567'.slice(weekday(from) - 1, weekday(to)),
      ),
  ].map(weekday)
  const valid = found.length > 0 && found.every((one) => one >= 1 && one <= 7) && new Set(found).size === found.length
  return valid
    ? { value: found.sort((a, b) => a - b).join('') }
    : { wrong: `expected weekdays such as 12345, found "${text.slice(0, 40)}"` }
}

export const column = (
  key: string,
  zh: string,
  en: string,
  read: Read,
  { required = false, width = 16, choices = null as Readonly<Record<string, string>> | null, type = 'text' as SqlType } = {},
): Column => ({ key, zh, en, read, required, width, choices, type })

export const SCHOOL_CODE = code(/^[a-z0-9-]{1,32}$/, '1–32 of a–z, 0–9 and -')
export const ID = code(/^[A-Za-z0-9._:-]{1,64}$/, '1–64 of letters, digits and . _ : -')
export const must = { required: true }
