// 首报、续报、终报 (R37): drafted from what the system knows, in the order of an official report; a person edits and hands it in.
import type { AlarmLogEntry } from '#contracts/alarm.ts'
import type { ReportKind } from '#contracts/incident.ts'
import { type Clock, type ClockFacts, clockState } from './incident-clock.ts'
import { CLOCK_WORDS, factWords, KIND_WORDS, REPORT_WORDS, STEP_WORDS } from './incident-words.ts'

export interface ReportSource {
  readonly number: string
  readonly schoolName: string
  readonly incident: ClockFacts
  readonly place: string
  /** known names masked */
  readonly summary: string | null
  readonly persons: readonly { readonly name: string; readonly part: 'pupil' | 'guardian' | 'staff' | 'other' }[]
  readonly clocks: readonly Clock[]
  /** of the alarm that it began with, in order */
  readonly alarmLog: readonly Pick<AlarmLogEntry, 'at' | 'kind' | 'byName' | 'data'>[]
  /** when the report before this one was handed in */
  readonly since: Date | null
}

const PARTS = { pupil: '学生', guardian: '监护人', staff: '教职工', other: '其他人员' } as const
const ALARM_LINES: Partial<Record<AlarmLogEntry['kind'], string>> = {
  raised: '一键报警',
  pressed: '再次按下',
  realarmed: '受理后再次报警',
  acknowledged: '值班员受理',
  called: '电话核实',
  dispatched: '派员处置',
  answered: '保安应答',
  arrived: '人员到场',
  resolved: '处置完毕',
  closed: '归档，结论为真实警情',
  reopened: '重新打开',
}

const two = (n: number): string => String(n).padStart(2, '0')
function moment(at: Date): string {
  const d = new Date(at.getTime() + 8 * 3_600_000)
  return `${d.getUTCFullYear()}年${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
}

function peopleLine(persons: ReportSource['persons']): string {
  if (persons.length === 0) return '涉及人员：未登记。'
  const parts = Object.entries(PARTS).flatMap(([part, word]) => {
    const names = persons.filter((person) => person.part === part).map(({ name }) => name)
    return names.length > 0 ? [`${word} ${names.length} 人（${names.join('、')}）`] : []
  })
  return `涉及人员：${parts.join('，')}。`
}

/** The clocks in words: what was done in time, what late, what is still running. */
function clockLines(clocks: readonly Clock[], now: Date): string[] {
  return clocks.map((clock) => {
    const name = CLOCK_WORDS[clock.clock]
    switch (clockState(clock, now)) {
      case 'met':
        return `${name}：已于 ${moment(clock.metAt as Date)} 完成，在时限（${moment(clock.dueAt)}）内。`
      case 'metLate':
        return `${name}：已于 ${moment(clock.metAt as Date)} 完成，超过时限（${moment(clock.dueAt)}）。`
      case 'lapsed':
        return `${name}：已于 ${moment(clock.dueAt)} 期满，无人提出。`
      case 'overdue':
        return `${name}：未完成，已超过时限（${moment(clock.dueAt)}）。`
      default:
        return `${name}：未完成，时限至 ${moment(clock.dueAt)}。`
    }
  })
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', title, ...lines] : [])

/** The draft. A follow-up tells what came after the report before it; a final one tells all and leaves room for causes and measures. */
export function draftReport(kind: ReportKind, source: ReportSource, now: Date): string {
  const { incident, since } = source
  const from = kind === 'followUp' ? since : null
  const later = ({ at }: { at: string | Date }): boolean => from === null || new Date(at) > from
  const alarm = source.alarmLog
    .filter((line) => ALARM_LINES[line.kind] && later(line))
    .map((line) => `${moment(new Date(line.at))} ${ALARM_LINES[line.kind]}${line.byName ? `（${line.byName}）` : ''}`)
  const steps = Object.entries(incident.steps)
    .filter(([step, at]) => step !== 'closed' && step !== 'reopened' && later({ at }))
    .sort(([, a], [, b]) => a.getTime() - b.getTime())
    .map(([step, at]) => `${moment(at)} ${STEP_WORDS[step as keyof typeof STEP_WORDS]}`)
  const facts = factWords(incident.facts).map(([label, words]) => `${label}：${words}。`)
  const head = [
    `关于${source.schoolName}${KIND_WORDS[incident.kind]}的${REPORT_WORDS[kind]}`,
    `编号：${source.number}　　生成时间：${moment(now)}`,
    '',
    '一、基本情况',
    `发生时间：${moment(incident.occurredAt)}；知悉时间：${moment(incident.knownAt)}；地点：${source.place || '未登记'}。`,
    `性质：${KIND_WORDS[incident.kind]}${incident.grave ? '，情形严重' : ''}。`,
    peopleLine(source.persons),
    ...(source.summary ? [`经过：${source.summary}`] : []),
    ...facts,
  ]
  const done = [...alarm, ...steps]
  return [
    ...head,
    ...section(kind === 'followUp' ? '二、上次报告以来的处置' : '二、处置经过', done.length > 0 ? done : ['暂无新的处置记录。']),
    ...section('三、法定时限', clockLines(source.clocks, now)),
    ...(kind === 'final' ? section('四、原因与防范措施', ['原因：', '防范措施：']) : section('四、下一步工作', [''])),
  ].join('\n')
}
