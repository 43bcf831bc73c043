// 专项整治, 联席会议, 借调教师, 考核, 问责 and the departments' figures of a year as tables, in the order of their screens.
import * as z from 'zod'
import {
  type Accountability,
  type Appraisal,
  type AppraisalProposal,
  type Campaign,
  type Meeting,
  type TeacherLoan,
  YearQuery,
} from '#contracts/campaign.ts'
import { PeriodId } from '#contracts/measure.ts'
import { type DepartmentFigures, FiguresQuery } from '#contracts/task.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { ACCOUNTABILITY_WORDS, HAZARD_STATE_WORDS } from '#domain/words.ts'
import { proposeAppraisals } from '../commands/appraise-period.ts'
import { listAccountabilities, listAppraisals } from '../store/appraisal.ts'
import { listCampaigns } from '../store/campaign.ts'
import { readDepartmentFigures } from '../store/department-figures.ts'
import { listMeetings } from '../store/meeting.ts'
import { findPeriod } from '../store/period.ts'
import { listLoans } from '../store/teacher-loan.ts'
import { type ListTable, listTable } from './list-table.ts'

type Year = z.output<typeof YearQuery>
const yearOf = ({ year }: Year): number => year ?? Number(shanghaiDay(new Date()).slice(0, 4))
const words = (query: Year): string[] => [`年度：${yearOf(query)}`]
const named = (departments: readonly { name: string }[]): string => departments.map(({ name }) => name).join('、')
const whole = <T>(items: T[]) => ({ items, nextCursor: null })

/** A finding of a campaign a row, and a campaign without one. */
interface CampaignRow {
  readonly campaign: Campaign
  readonly finding: Campaign['findings'][number] | null
}

const campaigns = listTable<typeof YearQuery, CampaignRow>({
  list: 'campaigns',
  title: '专项整治一览表',
  right: 'supervision:read',
  query: YearQuery,
  columns: [
    { key: 'name', title: '专项整治', width: 20, is: 'text', value: ({ campaign }) => campaign.name },
    { key: 'basis', title: '依据', width: 16, is: 'text', value: ({ campaign }) => campaign.basis },
    { key: 'lead', title: '牵头部门', width: 14, is: 'text', value: ({ campaign }) => campaign.lead.name },
    { key: 'departments', title: '参加部门', width: 18, is: 'text', value: ({ campaign }) => named(campaign.departments) },
    { key: 'startsOn', title: '开始', width: 11, is: 'day', value: ({ campaign }) => campaign.startsOn },
    { key: 'endsOn', title: '结束', width: 11, is: 'day', value: ({ campaign }) => campaign.endsOn },
    { key: 'closedOn', title: '办结日期', width: 11, is: 'day', value: ({ campaign }) => campaign.closedOn },
    { key: 'summary', title: '小结', width: 20, is: 'text', value: ({ campaign }) => campaign.summary },
    { key: 'foundOn', title: '发现日期', width: 11, is: 'day', value: ({ finding }) => finding?.foundOn ?? null },
    { key: 'schoolName', title: '学校', width: 16, is: 'text', value: ({ finding }) => finding?.schoolName ?? null },
    { key: 'text', title: '发现的问题', width: 26, is: 'text', value: ({ finding }) => finding?.text ?? null },
    { key: 'department', title: '整改部门', width: 14, is: 'text', value: ({ finding }) => finding?.departmentName ?? null },
    {
      key: 'hazardState',
      title: '转为隐患',
      width: 10,
      is: 'text',
      value: ({ finding }) => (finding?.hazardState ? HAZARD_STATE_WORDS[finding.hazardState as keyof typeof HAZARD_STATE_WORDS] : null),
    },
  ],
  words,
  read: async (pool, reader, query) =>
    whole(
      (await listCampaigns(pool, reader, yearOf(query))).flatMap((campaign): CampaignRow[] =>
        campaign.findings.length === 0 ? [{ campaign, finding: null }] : campaign.findings.map((finding) => ({ campaign, finding })),
      ),
    ),
})

/** A decision of a meeting a row, and a meeting without one. */
interface MeetingRow {
  readonly meeting: Meeting
  readonly decision: Meeting['decisions'][number] | null
}

const meetings = listTable<typeof YearQuery, MeetingRow>({
  list: 'meetings',
  title: '联席会议一览表',
  right: 'supervision:read',
  query: YearQuery,
  columns: [
    { key: 'heldOn', title: '日期', width: 11, is: 'day', value: ({ meeting }) => meeting.heldOn },
    { key: 'title', title: '会议', width: 22, is: 'text', value: ({ meeting }) => meeting.title },
    { key: 'chair', title: '主持人', width: 10, is: 'text', personal: true, value: ({ meeting }) => meeting.chair },
    { key: 'departments', title: '参加部门', width: 20, is: 'text', value: ({ meeting }) => named(meeting.departments) },
    { key: 'minutes', title: '纪要', width: 28, is: 'text', value: ({ meeting }) => meeting.minutes },
    { key: 'n', title: '序号', width: 7, is: 'number', value: ({ decision }) => decision?.n ?? null },
    { key: 'text', title: '议定事项', width: 28, is: 'text', value: ({ decision }) => decision?.text ?? null },
    { key: 'department', title: '责任部门', width: 14, is: 'text', value: ({ decision }) => decision?.departmentName ?? null },
    { key: 'dueOn', title: '完成时限', width: 11, is: 'day', value: ({ decision }) => decision?.dueOn ?? null },
    { key: 'taskId', title: '任务编号', width: 13, is: 'text', value: ({ decision }) => decision?.taskId ?? null },
  ],
  words,
  read: async (pool, reader, query) =>
    whole(
      (await listMeetings(pool, reader, yearOf(query))).flatMap((meeting): MeetingRow[] =>
        meeting.decisions.length === 0 ? [{ meeting, decision: null }] : meeting.decisions.map((decision) => ({ meeting, decision })),
      ),
    ),
})

const loans = listTable<typeof YearQuery, TeacherLoan>({
  list: 'teacher-loans',
  title: '借调教师一览表',
  right: 'teacherLoan:read',
  query: YearQuery,
  columns: [
    { key: 'schoolName', title: '学校', width: 24, is: 'text', value: ({ schoolName }) => schoolName },
    { key: 'name', title: '教师', width: 12, is: 'text', personal: true, value: ({ name }) => name },
    { key: 'borrower', title: '借调单位', width: 24, is: 'text', value: ({ borrower }) => borrower },
    { key: 'reason', title: '事由', width: 24, is: 'text', value: ({ reason }) => reason },
    { key: 'approver', title: '批准人', width: 12, is: 'text', personal: true, value: ({ approver }) => approver },
    { key: 'startsOn', title: '开始', width: 12, is: 'day', value: ({ startsOn }) => startsOn },
    { key: 'endsOn', title: '结束', width: 12, is: 'day', value: ({ endsOn }) => endsOn },
    { key: 'limitOn', title: '满六个月', width: 12, is: 'day', value: ({ limitOn }) => limitOn },
    { key: 'tooLong', title: '超过六个月', width: 11, is: 'text', value: ({ tooLong }) => (tooLong ? '是' : '否') },
    { key: 'returnedOn', title: '返校日期', width: 12, is: 'day', value: ({ returnedOn }) => returnedOn },
  ],
  words,
  read: async (pool, reader, query) => whole(await listLoans(pool, reader, yearOf(query))),
})

const appraisals = listTable<typeof YearQuery, Appraisal>({
  list: 'appraisals',
  title: '督导考核一览表',
  right: 'supervision:read',
  query: YearQuery,
  columns: [
    { key: 'decidedOn', title: '日期', width: 12, is: 'day', value: ({ decidedOn }) => decidedOn },
    { key: 'department', title: '部门', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'points', title: '分值（分）', width: 10, is: 'number', value: ({ points }) => points },
    { key: 'text', title: '事由', width: 50, is: 'text', value: ({ text }) => text },
    { key: 'taskId', title: '任务编号', width: 14, is: 'text', value: ({ taskId }) => taskId },
    { key: 'by', title: '登记人', width: 12, is: 'text', personal: true, value: ({ by }) => by },
    { key: 'at', title: '登记时间', width: 20, is: 'instant', value: ({ at }) => at },
  ],
  words,
  read: async (pool, reader, query) => whole(await listAppraisals(pool, reader, yearOf(query))),
})

const ProposalQuery = z.strictObject({ period: PeriodId.optional() })
const proposals = listTable<typeof ProposalQuery, AppraisalProposal>({
  list: 'appraisal-proposals',
  title: '督导结果一览表',
  right: 'appraisal:write',
  query: ProposalQuery,
  columns: [
    { key: 'department', title: '部门', width: 24, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'points', title: '分值（分）', width: 10, is: 'number', value: ({ points }) => points },
    { key: 'text', title: '事由', width: 60, is: 'text', value: ({ text }) => text },
    { key: 'counted', title: '计入考核', width: 10, is: 'text', value: ({ counted }) => (counted ? '已计入' : '未计入') },
  ],
  words: ({ period }, names) => [`周期：${names.period(period)}`],
  async read(pool, _reader, { period: id }) {
    const period = await findPeriod(pool, id)
    return whole(period ? await proposeAppraisals(pool, period) : [])
  },
})

const accountabilities = listTable<typeof YearQuery, Accountability>({
  list: 'accountabilities',
  title: '问责一览表',
  right: 'supervision:read',
  query: YearQuery,
  columns: [
    { key: 'decidedOn', title: '日期', width: 12, is: 'day', value: ({ decidedOn }) => decidedOn },
    { key: 'department', title: '部门', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'person', title: '责任人', width: 12, is: 'text', personal: true, value: ({ person }) => person },
    { key: 'form', title: '方式', width: 12, is: 'text', value: ({ form }) => ACCOUNTABILITY_WORDS[form] },
    { key: 'decidedBy', title: '决定单位', width: 22, is: 'text', value: ({ decidedBy }) => decidedBy },
    { key: 'text', title: '事由', width: 50, is: 'text', value: ({ text }) => text },
    { key: 'taskId', title: '任务编号', width: 14, is: 'text', value: ({ taskId }) => taskId },
  ],
  words,
  read: async (pool, reader, query) => whole(await listAccountabilities(pool, reader, yearOf(query))),
})

const count = (key: keyof DepartmentFigures, title: string) => ({
  key,
  title,
  width: 10,
  is: 'number' as const,
  value: (row: DepartmentFigures) => row[key] as number,
})

const departmentFigures = listTable<typeof FiguresQuery, DepartmentFigures>({
  list: 'department-figures',
  title: '部门任务办理情况表',
  right: 'task:read',
  query: FiguresQuery,
  columns: [
    { key: 'department', title: '部门', width: 24, is: 'text', value: ({ department }) => department.name },
    { key: 'rate', title: '按时率', width: 9, is: 'percent', value: ({ rate }) => rate },
    count('total', '任务'),
    count('open', '未办结'),
    count('onTime', '按时完成'),
    count('doneLate', '逾期完成'),
    count('late', '逾期未完成'),
    count('open30', '开始超30天'),
    count('late30', '逾期超30天'),
    count('noPerson', '无责任人'),
    count('unreceived', '未签收'),
    count('noReason', '未说明原因'),
    count('extended', '已延期'),
    count('orders', '督办单'),
    count('ordersOpen', '督办未办结'),
    { ...count('budgetPlanned', '计划经费（元）'), width: 14 },
    { ...count('budgetArrived', '到位经费（元）'), width: 14 },
    { ...count('budgetSpent', '支出经费（元）'), width: 14 },
    count('points', '考核（分）'),
    count('accountable', '问责（人）'),
  ],
  words,
  // As the screen shows them: a department without anything of its own stands in no row.
  read: async (pool, reader, query) => {
    const rows = await readDepartmentFigures(pool, reader, { today: shanghaiDay(new Date()), year: yearOf(query) })
    return whole(rows.filter(({ total, orders, points, accountable }) => total + orders + accountable > 0 || points !== 0))
  },
})

export const SUPERVISION_LISTS: readonly ListTable[] = [
  campaigns,
  meetings,
  loans,
  appraisals,
  proposals,
  accountabilities,
  departmentFigures,
]
