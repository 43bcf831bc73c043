// What the numbers of the rules are called where people read and change them.
import type { NoteLanguage } from './gap-words.ts'

const WORDS: Record<string, readonly [zh: string, en: string]> = {
  minPercent: ['最低比例（%）', 'At least (%)'],
  graceDays: ['宽限（天）', 'Grace (days)'],
  pointsEach: ['每项扣分（分）', 'Points off for each'],
  maxAgeDays: ['记录有效期（天）', 'A record holds for (days)'],
  maxCheckAgeDays: ['核查记录有效期（天）', 'A check holds for (days)'],
  surveyDays: ['两次排查最长间隔（天）', 'Between surveys at most (days)'],
  daysWithoutDue: ['未定期限时的整改天数', 'Days to mend where none is set'],
  testDays: ['两次直测公安最长间隔（天）', 'Between tests to the police at most (days)'],
  hours: ['修复时限（小时）', 'To be mended within (hours)'],
  schoolPer: ['中小学：每多少名学生 1 人', 'Schools: one per so many pupils'],
  kindergartenPer: ['幼儿园：每多少名幼儿 1 人', 'Kindergartens: one per so many children'],
  days: ['录像保存（天）', 'Recordings kept (days)'],
  targetDays: ['重点目标录像保存（天）', 'Key targets: recordings kept (days)'],
  targetPupils: ['重点目标：学生数不少于', 'Key target from so many pupils'],
  targetKindergarten: ['重点目标：幼儿数不少于', 'Key target from so many children'],
  maxOffsetS: ['时钟误差不超过（秒）', 'Clock off by at most (s)'],
  roundsPerDay: ['每日巡查（次）', 'Rounds a day'],
  schoolMonths: ['中小学：每几个月演练一次', 'Schools: a drill every so many months'],
  kindergartenMonths: ['幼儿园：每几个月演练一次', 'Kindergartens: a drill every so many months'],
  places: ['部位', 'Places'],
  byCampus: ['按校区分别判定', 'By campus'],
  conditions: ['前置条件', 'Preconditions'],
  items: ['装备', 'Equipment'],
  kinds: ['计入的演练种类', 'Kinds of drill that count'],
}

/** A number of a rule in words; one that has none yet by its name. */
export const thresholdWords = (name: string, language: NoteLanguage): string => WORDS[name]?.[language === 'en' ? 1 : 0] ?? name
