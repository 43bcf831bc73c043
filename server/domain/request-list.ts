// 清单准入: which request may reach schools, how often, and which of its fields nobody has to type.
import type { RequestField, RequestFrequency, RequestListState } from '#contracts/school-request.ts'
import { addDays } from './shanghai.ts'

/** A department's plan is filed at least so many days before it begins (2024 list, Ningxia's ten measures). */
const FILED_DAYS = 30

/** The first day that an entry filed on a day may begin. */
export const earliestStart = (filedOn: string): string => addDays(filedOn, FILED_DAYS)

/** Labels by which the system recognises what it knows, so that no form asks for it again under another name. */
const KNOWN: readonly [source: string, label: RegExp][] = [
  ['pupils', /^(在校)?(学生|幼儿)(总)?(数|人数)$|^在校生数$/],
  ['name', /^(学校|单位)(全称|名称)$/],
  ['code', /^学校(标识码|代码)$/],
  ['level', /^(办学)?(学段|类型)$/],
  ['township', /^(所属|所在)?(乡镇|镇街|街道|乡镇街道)$/],
  ['boarding', /^(是否)?寄宿(制)?(学校)?$/],
  ['campuses', /^校区数(量)?$/],
  ['guards', /^保安(员)?(总)?(数|人数)$/],
  ['fullTimeGuards', /^专职保安(员)?(总)?(数|人数)$/],
  ['cameras', /^(视频)?(摄像机|摄像头|监控)(总)?(数|数量|点位数)$/],
  ['buttons', /^一键(式)?报警(器|装置)?(数|数量)$/],
]

/** A field that asks for what the system knows is filled by it, whoever wrote the form. */
export function withSource(field: RequestField): RequestField {
  if (field.source !== null) return field
  const label = field.label.normalize('NFKC').replace(/[\s*：:（(].*$/, '')
  const found = KNOWN.find(([, pattern]) => pattern.test(label))
  return found ? { ...field, source: found[0] } : field
}

/** The window in which an entry may ask a school once. Terms begin on 1 February and 1 August. */
export function windowOf(frequency: RequestFrequency, today: string): string {
  const [year = '', month = ''] = today.split('-')
  const m = Number(month)
  switch (frequency) {
    case 'once':
      return 'once'
    case 'monthly':
      return `${year}-${month}`
    case 'quarterly':
      return `${year}-q${Math.ceil(m / 3)}`
    case 'termly':
      return m === 1 ? `${Number(year) - 1}-autumn` : `${year}-${m < 8 ? 'spring' : 'autumn'}`
    case 'yearly':
      return year
  }
}

export const inForce = (entry: { state: RequestListState; validFrom: string; validTo: string }, today: string): boolean =>
  entry.state === 'approved' && entry.validFrom <= today && today <= entry.validTo

/** Why an entry lets nothing through today; null when it does. */
export function entryRefusal(
  entry: { state: RequestListState; validFrom: string; validTo: string } | null,
  today: string,
): { reason: 'notOnList' | 'notApproved' | 'notInForce'; detail: string } | null {
  if (entry === null) return { reason: 'notOnList', detail: 'it is not on the list 准入清单: file it at least 30 days before it begins' }
  if (entry.state !== 'approved') return { reason: 'notApproved', detail: `its entry on the list is ${entry.state}, expected approved` }
  if (!inForce(entry, today))
    return { reason: 'notInForce', detail: `its entry is in force from ${entry.validFrom} to ${entry.validTo}, today is ${today}` }
  return null
}

export type FieldValue = string | number | boolean | null

/** A day that there is, of this century. */
const isDay = (text: string): boolean =>
  /^20\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

function valueRefusal({ type, required }: RequestField, value: FieldValue): string | null {
  if (value === null || value === '') return required ? 'is required' : null
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value) ? null : 'expected a number'
  if (type === 'yesNo') return typeof value === 'boolean' ? null : 'expected yes or no'
  if (typeof value !== 'string') return 'expected a text'
  if (type === 'day') return isDay(value) ? null : 'expected a day such as 2026-03-01'
  // A spreadsheet would run it when the answers are exported by somebody else's program.
  if (/^[=+@\t\r]/.test(value)) return `begins with ${JSON.stringify(value[0])}: a spreadsheet would take it for a formula`
  return value.length > 1000 ? `expected at most 1000 characters, found ${value.length}` : null
}

/** A field's value from the system; null where the system does not know it either, then the school types it. */
export const knownOf = (field: RequestField, known: Readonly<Record<string, FieldValue>>): FieldValue =>
  field.source === null ? null : (known[field.source] ?? null)

/** The measures whose results fill a field. */
export const measuresOf = (fields: readonly Pick<RequestField, 'source'>[]): string[] =>
  fields.flatMap(({ source }) => (source?.startsWith('measure:') ? [source.slice('measure:'.length)] : []))

/** The answer of a school: what it typed beside what the system knows. @returns values by key, or the field and reason */
export function readAnswers(
  fields: readonly RequestField[],
  known: Readonly<Record<string, FieldValue>>,
  typed: Readonly<Record<string, FieldValue>>,
): { ok: true; known: Record<string, FieldValue>; answers: Record<string, FieldValue> } | { ok: false; path: string; reason: string } {
  const stranger = Object.keys(typed).find((key) => !fields.some((field) => field.key === key))
  if (stranger !== undefined) return { ok: false, path: stranger, reason: 'the form has no such field' }
  const filled: Record<string, FieldValue> = {}
  const answers: Record<string, FieldValue> = {}
  for (const field of fields) {
    const value = knownOf(field, known)
    if (value !== null) {
      if (field.key in typed)
        return { ok: false, path: field.key, reason: 'is filled by the system and locked: correct it in the register' }
      filled[field.key] = value
      continue
    }
    const given = typed[field.key] ?? null
    const reason = valueRefusal(field, given)
    if (reason !== null) return { ok: false, path: field.key, reason }
    answers[field.key] = given === '' ? null : given
  }
  return { ok: true, known: filled, answers }
}

/** % of fields that nobody typed: rounds down to a tenth; null of nothing. */
export const savedRate = (filled: number, fields: number): number | null =>
  fields === 0 ? null : Math.floor((filled * 1000) / fields) / 10
