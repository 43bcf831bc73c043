import type { GapReason } from '#contracts/measure.ts'

export type NoteLanguage = 'zh' | 'en'

/** Reasons in words; what stands in braces is filled in. */
const WORDS: Record<string, readonly [zh: string, en: string]> = {
  pupilsMissing: ['学生数未登记，无法算应配数', 'the number of pupils is not registered, so nothing can be required'],
  noGuardRegistered: ['保安名册为空，应配 {required} 人', 'no guard is registered, {required} required'],
  guardsMissing: [
    '学生 {pupils} 人应配保安 {required} 人，计入 {present} 人，缺 {missing} 人',
    '{pupils} pupils need {required} guards, {present} count, {missing} missing',
  ],
  guardInTwoSchools: ['{name} 同时在 {school} 名册上，两校均不计', '{name} is also on the list of {school}: counts in neither'],
  inTwoSchools: ['同时在另一所学校的名册上', 'is on the list of another school too'],
  partTime: ['非专职', 'not full time'],
  noButton: ['没有登记一键式报警器，应有 {required} 处', 'no panic button is registered, {required} places require one'],
  noButtonInPlace: ['{place}没有一键式报警器', 'no panic button in the {place}'],
  notHeard: ['{place}的报警器 {device} 未在线', 'the button {device} in the {place} is not heard'],
  neverTested: ['{place}的报警器 {device} 从未直测公安', 'the button {device} in the {place} was never tested to the police'],
  testedToCentre: [
    '{place}的报警器 {device} 只测至中心，不计',
    'the button {device} in the {place} was tested to the centre only, which does not count',
  ],
  testNotProven: [
    '{place}的报警器 {device} 直测无公安回执或民警姓名',
    'the test of {device} in the {place} has neither the police’s receipt nor an officer’s name',
  ],
  testTooOld: ['{place}的报警器 {device} 直测公安已过期', 'the test of {device} in the {place} to the police is too old'],
  placeUnknown: ['未登记在哪个场所', 'its place is not registered'],
  placeNotRequired: ['不在规定场所', 'not in a required place'],
  noPoliceLink: ['没有登记公安联网线路', 'no link with the police is registered'],
  linkNotHeard: ['联网设备 {device} 未在线', 'the link’s device {device} is not heard'],
  deviceUnknown: ['登记的设备 {device} 不存在', 'the registered device {device} does not exist'],
}

/** Codes that stand for a value of a fact. */
const VALUES: Record<string, readonly [zh: string, en: string]> = {
  gateRoom: ['门卫室', 'gate room'],
  dormitory: ['宿舍值班室', 'dormitory'],
  controlRoom: ['监控中心', 'control room'],
  other: ['其他场所', 'other place'],
  online: ['在线', 'online'],
  offline: ['离线', 'offline'],
  unknown: ['未知', 'unknown'],
  maintenance: ['维护中', 'maintenance'],
  police: ['公安', 'police'],
  centre: ['监控中心', 'centre'],
  true: ['是', 'yes'],
  false: ['否', 'no'],
}

/** Kinds of evidence. */
const KINDS: Record<string, readonly [zh: string, en: string]> = {
  guard: ['保安', 'guard'],
  device: ['设备', 'device'],
}

/** Names of facts. */
const FACTS: Record<string, readonly [zh: string, en: string]> = {
  place: ['场所', 'place'],
  state: ['状态', 'state'],
  reached: ['测至', 'tested to'],
  receipt: ['公安回执', 'police receipt'],
  officer: ['民警', 'officer'],
  kind: ['方式', 'kind'],
  fullTime: ['专职', 'full time'],
  employedFrom: ['在岗自', 'employed from'],
  alsoAt: ['也在', 'also at'],
}

const at = (language: NoteLanguage) => (language === 'zh' ? 0 : 1)

/** A value of a fact in words; names and numbers as they are. */
export const valueWords = (value: string | number | boolean, language: NoteLanguage): string =>
  VALUES[String(value)]?.[at(language)] ?? String(value)

export const kindWords = (kind: string, language: NoteLanguage): string => KINDS[kind]?.[at(language)] ?? kind
export const factWords = (name: string, language: NoteLanguage): string => FACTS[name]?.[at(language)] ?? name

/** A reason why a school is not met, in words. A code that has none yet is shown with its figures, so that nothing is hidden. */
export function gapWords({ code, params }: Pick<GapReason, 'code' | 'params'>, language: NoteLanguage): string {
  const template = WORDS[code]?.[at(language)]
  if (template !== undefined)
    return template
      .replace(/\{(\w+)\}/g, (_, name: string) => (params[name] === undefined ? '' : valueWords(params[name], language)))
      .replace(/ {2,}/g, ' ')
      .trim()
  const facts = Object.entries(params).map(([name, value]) => `${name} ${valueWords(value, language)}`)
  return facts.length === 0 ? code : language === 'zh' ? `${code}（${facts.join('，')}）` : `${code} (${facts.join(', ')})`
}
