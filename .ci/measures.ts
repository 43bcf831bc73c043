// docs/measures.md from the registry: a figure's rule, source, evidence and thresholds, where an auditor can read them.
import type { RuledMeasure } from '../server/domain/measures/department.ts'
import { RULED } from '../server/domain/measures/registry.ts'

const GROUPS = {
  human: '人防',
  physical: '物防',
  electronic: '技防',
  belt: '周边安全带',
  duty: '勤务与护学岗',
  health: '卫生健康',
  title: '创建',
  task: '任务',
}
const SETS = { plan2021: '规划三个100%', national2020: '国家三个100%' }
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function thresholdsOf({ rule }: RuledMeasure): string {
  const words = Object.entries(rule.thresholds).map(([name, value]) => `\`${name}\` = ${JSON.stringify(value)}`)
  return words.length === 0 ? '–' : words.join('<br>')
}

const row = (measure: RuledMeasure): string => {
  const { id, name, group, sets, counts, unit, target, evidence, rule, tables } = measure
  const title = `**${name.zh}**<br>\`${id}\`<br>${name.en}${sets.length > 0 ? `<br>${sets.map((set) => SETS[set]).join('、')}` : ''}`
  const fraction = counts === 'schools' ? `达标学校 ÷ 适用学校（各校：${unit.zh}）` : `${unit.zh} ÷ ${unit.zh}`
  const cells = [
    title,
    GROUPS[group],
    rule.text,
    `${rule.source}；${rule.clause}${rule.unverified ? ' **[k]**' : ''}`,
    `${evidence.zh}<br>${tables.map((table) => `\`${table}\``).join(' ')}`,
    thresholdsOf(measure),
    `${fraction}；目标 ${target}%`,
  ]
  return `| ${cells.map(cell).join(' | ')} |`
}

/** The table of all measures, as it stands in docs/measures.md. */
export const measureDocument = (): string =>
  `# Measures 指标

Written by \`npm run docs\` from \`server/domain/measures\`; the first version of every rule. Later versions are in \`measure_version\`: a rule changes only by a new version with reason and date, approved by a second person, and a period that is frozen keeps the one it was judged by.

- Results: 达标 \`met\`, 不达标 \`notMet\`, 过期 \`expired\` (only age is wrong), 缺佐证 \`noEvidence\` (nothing that could prove it), 不适用 \`notApplicable\` (in neither part of the fraction: excused with reason and approver, or nothing asked yet).
- A running period is judged as of now, one that is over as of its last millisecond in Shanghai (UTC+8); registers as they stood then (\`*_history\`), days inclusive: \`…_to\`, \`expires_on\` and \`until_day\` of an exemption name the last day, \`employed_until\`, \`until_day\`, \`removed_on\`, \`closed_on\`, \`revoked_on\` the first day on which it is no more.
- A figure prints met ÷ applicable, rounded down to a tenth of a percent; 100 only when every school is met. A school without evidence adds at least one missing unit.
- A school that has closed or was merged (\`school_life\`) is 不适用 from that day on, one that has not opened until it does; of one that opens within the period only the days from then on are asked for.
- Towards the guards required, a person who stands on the lists of two open schools counts at neither, one who stands twice on one list counts once; licences and background checks are asked of everybody on the list.
- Two findings of one day contradict each other: the worse one holds.
- A device that was entered after the moment judged counts only when something dated earlier speaks of it; a hazard stands as its log says it stood then.
- What is entered after the cut-off and says by a day of its own what was so in the frozen period corrects it visibly: a licence by the day on which it was issued, the end of an employment (one that is blanked since ended it all the same), a test, a check, a title, a precondition, a shift. What has no day of its own (number of pupils, telephone, where a camera looks) stands as it stood.
- A school of several campuses is asked for key places and its gate room on each, for the days on which the campus stands (\`campus_life\`); what does not say on which campus it is counts for none, nor does a camera or a button of a campus that does not stand. A campus’s own entry of a key place comes before that of the whole school.
- Where a camera looks and where a button is: as it was listed then, or first listed later; a key place is excused from when its approval was entered, and no period that was over before.
- Tasks and hazards in time are judged by department, from the lists; the rest by school.
- A school day is what \`calendar_day\` says, else Monday to Friday; a make-up day follows the timetable of the weekday that it names.
- **[k]**: at least one value of the rule was not checked against the primary text. Check before it is quoted.

| measure | group | rule | source and clause | evidence and tables | thresholds | fraction |
| --- | --- | --- | --- | --- | --- | --- |
${RULED.map(row).join('\n')}
`
