// The words of incidents as reports, tables and screens write them.

import type { AbsenceCause } from '#contracts/absence.ts'
import type {
  ClockName,
  Conduct,
  IncidentFacts,
  IncidentKind,
  IncidentRequest,
  IncidentStep,
  Measure,
  ReportKind,
} from '#contracts/incident.ts'
import type { LimitRule, RuleName } from '#contracts/incident-rule.ts'

export const KIND_WORDS: Record<IncidentKind, string> = {
  dispute: '伤害纠纷',
  disturbance: '校闹',
  bullying: '学生欺凌',
  discipline: '教育惩戒',
  health: '医教联合',
  other: '其他事件',
}
export const ABSENCE_CAUSE_WORDS: Record<AbsenceCause, string> = {
  influenza: '流感',
  norovirus: '诺如病毒',
  chickenpox: '水痘',
  handFootMouth: '手足口病',
  foodborne: '食源性疾病',
  otherInfection: '其他传染病',
  notInfectious: '非传染性原因',
}
export const LOOK_STATE_WORDS: Record<IncidentRequest['state'], string> = {
  waiting: '待决定',
  approved: '已同意',
  refused: '未同意',
  ended: '已到期',
}
export const STEP_WORDS: Record<IncidentStep, string> = {
  guardianTold: '告知监护人',
  reported: '报告教育部门',
  policeReported: '报警',
  insuranceNotified: '校方责任险报案',
  insuranceSettled: '保险理赔完毕',
  mediationAccepted: '受理调解',
  mediationEnded: '调解结束',
  resultReported: '书面报告处理结果',
  investigated: '调查认定',
  measureTaken: '作出惩戒',
  appealFiled: '提出申诉',
  appealDecided: '申诉复查决定',
  referred: '转介医疗机构',
  returnedToClass: '复课',
  epidemicNotice: '疫情报告',
  statement: '陈述',
  note: '备注',
  closed: '结案',
  reopened: '重开',
}
/** As 教政法〔2019〕11号 lists them. */
export const CONDUCT_WORDS: Record<Conduct, string> = {
  assault: '殴打、故意伤害他人或者故意损毁公私财物',
  occupation: '侵占、毁损学校房屋、设施设备',
  obstruction: '设置障碍、贴报喷字、拉挂横幅、燃放鞭炮、播放哀乐、摆放花圈、泼洒污物、断水断电、堵塞大门、围堵办公场所和道路',
  corpse: '在学校等公共场所停放尸体',
  detention: '以不准离开工作场所等方式非法限制教职工、学生人身自由',
  harassment: '跟踪、纠缠学校负责人，侮辱、恐吓教职工、学生',
  dangerousGoods: '携带易燃易爆危险物品和管制器具进入学校',
  otherDisorder: '其他扰乱教育教学秩序或侵害他人人身财产权益的行为',
}
export const MEASURE_WORDS: Record<Measure, string> = {
  criticism: '点名批评',
  apology: '责令赔礼道歉、做检讨',
  selfExamination: '口头或者书面检讨',
  extraTask: '适当增加教学或者班级公益服务任务',
  standing: '一节课内教室内站立',
  afterClass: '课后教导',
  admonition: '德育工作负责人训导',
  campusService: '承担校内公益服务任务',
  ruleEducation: '专门的校规校纪、行为规则教育',
  activityBan: '暂停或者限制参加集体活动',
  suspension: '不超过一周的停课或者停学，家长在家教育',
  legalAdmonition: '法治副校长或者法治辅导员训诫',
  specialCourse: '专门课程或者教育场所，心理辅导、行为干预',
  punishment: '纪律处分',
}
export const GROUND_WORDS: Record<NonNullable<IncidentFacts['ground']>, string> = {
  disobedience: '故意不完成教学任务要求或者不服从教育、管理',
  disorder: '扰乱课堂秩序、学校教育教学秩序',
  misconduct: '吸烟、饮酒，或者言行失范违反学生守则',
  danger: '实施有害自己或者他人身心健康的危险行为',
  violence: '打骂同学、老师，欺凌同学或者侵害他人合法权益',
  otherBreach: '其他违反校规校纪的行为',
}
export const OUTCOME_WORDS: Record<NonNullable<IncidentFacts['outcome']>, string> = {
  agreed: '达成协议',
  failed: '未达成协议，终止调解',
  withdrawn: '撤回申请',
  sued: '一方起诉，终止调解',
}
export const FINDING_WORDS: Record<NonNullable<IncidentFacts['finding']>, string> = {
  bullying: '构成欺凌',
  seriousBullying: '构成严重欺凌',
  notBullying: '不构成欺凌',
}
export const APPEAL_WORDS: Record<NonNullable<IncidentFacts['appealResult']>, string> = { upheld: '维持', changed: '变更', revoked: '撤销' }
export const REPORT_WORDS: Record<ReportKind, string> = { first: '首报', followUp: '续报', final: '终报' }
export const CLOCK_WORDS: Record<ClockName, string> = {
  guardian: '告知监护人',
  report: '首报',
  police: '报警',
  mandatory: '强制报告',
  investigation: '调查认定',
  insurance: '保险报案',
  mediation: '调解',
  result: '书面报告结果',
  appeal: '申诉期',
  appealDecision: '申诉复查',
  epidemic: '疫情报告',
}

/** Every limit that is data, in words. */
export const LIMIT_WORDS: Record<RuleName, string> = {
  ...CLOCK_WORDS,
  police: '校闹报警',
  mandatory: '欺凌强制报告',
  investigation: '欺凌调查',
  appeal: '惩戒申诉期',
  appealDecision: '申诉复查',
  lookTime: '姓名可查看时长',
  retention: '结案后保存',
  absencePupils: '因病缺课人数预警线',
  absencePercent: '因病缺课率预警线',
}
export const LIMIT_UNIT_WORDS: Record<LimitRule['unit'], string> = {
  minutes: '分钟',
  days: '日',
  workingDays: '个工作日',
  percent: '%',
  pupils: '人',
}

/** What is known, in words, without names. */
export function factWords(facts: IncidentFacts): [label: string, words: string][] {
  const { conducts, measure, ground, outcome, finding, appealResult, paidYuan, cases } = facts
  const rows: [string, string | undefined][] = [
    ['校闹行为', conducts?.map((one) => CONDUCT_WORDS[one]).join('；')],
    ['警单号', facts.policeRef],
    ['派出所', facts.policeStation],
    ['调查结论', finding && FINDING_WORDS[finding]],
    ['惩戒措施', measure && MEASURE_WORDS[measure]],
    ['惩戒事由', ground && GROUND_WORDS[ground]],
    ['申诉结果', appealResult && APPEAL_WORDS[appealResult]],
    ['调解人员', facts.mediator],
    ['调解结果', outcome && OUTCOME_WORDS[outcome]],
    ['承保机构', facts.insurer],
    ['报案号', facts.claimRef],
    ['理赔金额', paidYuan === undefined ? undefined : `${paidYuan} 元`],
    ['医疗机构', facts.institution],
    ['病种', facts.disease],
    ['病例数', cases === undefined ? undefined : `${cases} 例`],
  ]
  return rows.flatMap(([label, words]) => (words ? [[label, words] as [string, string]] : []))
}
