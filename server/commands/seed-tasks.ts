import { windowOf } from '#domain/request-list.ts'
import { addDays, shanghaiDay } from '#domain/shanghai.ts'
import { syntheticTasks } from '#domain/synthetic-task.ts'
import { insertAccountability, insertAppraisal } from '../store/appraisal.ts'
import { insertCampaign, insertFinding } from '../store/campaign.ts'
import { insertHazard, logHazard } from '../store/hazard.ts'
import { insertMeeting } from '../store/meeting.ts'
import { type Pool, type Queryable, transaction } from '../store/pool.ts'
import { insertEntry, saveDecision } from '../store/request-list.ts'
import { insertRequest, noteRefused } from '../store/school-request.ts'
import { insertSupervisionOrder, logSupervision } from '../store/supervision-order.ts'
import { insertReceipts, insertTask, logTask } from '../store/task.ts'
import { insertLoan } from '../store/teacher-loan.ts'

const BY = 'bureau'
/** Of a department without an account in the demonstration. */
const LIAISON = '示例·联络员'
const departmentId = (key: string): string => `demo-d-${key}`

/** The synthetic task list with its receipts and one supervision order, and what stands beside it; does nothing where there is a task already. */
export async function seedTasks(pool: Pool, now = new Date()): Promise<void> {
  const { rows } = await pool.query('select from task limit 1')
  if (rows.length > 0) return
  const today = shanghaiDay(now)
  await transaction(pool, async (db) => {
    for (const [n, task] of syntheticTasks(today, departmentId).entries()) {
      const { state, percent, finishedOn, delayReason, ...written } = task
      await insertTask(db, written, BY, { synthetic: true })
      await db.query(
        'update task set state = $2, percent = $3, finished_on = $4, delay_reason = $5, delay_at = case when $5::text is null then null else now() end where id = $1',
        [task.id, state, percent, finishedOn, delayReason],
      )
      await logTask(db, { taskId: task.id, by: BY, kind: 'created' })
      // The market authority's newest task waits for its receipt, so that its desk has something to sign for.
      const unsigned = n % 5 === 4 ? task.responsible : task.leadDept === departmentId('market') && percent < 40 ? [task.leadDept] : []
      const signed = [task.leadDept, ...task.responsible].filter((id) => !unsigned.includes(id))
      for (const id of signed) await insertReceipts(db, task.id, [id], id === departmentId('market') ? 'department' : LIAISON)
    }
    const order = {
      ownerKind: 'task' as const,
      ownerId: 'demo-task-08',
      departmentId: departmentId('market'),
      person: '示例·纳',
      demand: '对未完成清理的网点逐一列出清单和完成日期，说明逾期原因。',
      dueOn: addDays(today, 5),
      subject: '清理校园周边向未成年人售烟、售彩网点',
    }
    const id = await insertSupervisionOrder(db, order, BY, { year: Number(today.slice(0, 4)), synthetic: true })
    await logSupervision(db, id, BY, 'issued', null)
  })
  await transaction(pool, (db) => seedBeside(db, today))
}

/** What stands beside the synthetic list: a campaign, a meeting, loans, appraisal, and 清单准入 with one request that waits for schools. */
async function seedBeside(db: Queryable, today: string): Promise<void> {
  const at = (days: number) => addDays(today, days)
  const synthetic = { synthetic: true }
  const [market, urban, traffic] = [departmentId('market'), departmentId('urban'), departmentId('traffic')]
  const campaign = await insertCampaign(
    db,
    {
      name: '秋季学期校园周边综合整治',
      basis: '示例文件〔2026〕8号',
      leadDept: market,
      departments: [urban, traffic],
      startsOn: at(-25),
      endsOn: at(20),
    },
    BY,
    synthetic,
  )
  const title = '校门东侧便利店向学生售卖散装烟'
  const hazard = { place: 'belt', kind: 'tobacco', risk: 'general' } as const
  const finding = { schoolId: 'demo-p001', foundOn: at(-6), text: title, departmentId: market, hazard }
  const listed = await insertHazard(db, { ...hazard, schoolId: 'demo-p001', title }, BY, synthetic)
  await logHazard(db, { hazardId: listed, by: BY, name: '示例·安全科', kind: 'found' })
  await insertFinding(db, campaign, finding, listed, BY, synthetic)
  await insertMeeting(
    db,
    {
      title: '校园安全联席会议（第四次）',
      heldOn: at(-10),
      chair: '示例·副区长',
      departments: [market, urban, traffic],
      minutes: null,
      decisions: [
        { text: '校门口减速带、标志年底前补齐', departmentId: traffic, dueOn: at(30), person: null, task: true },
        { text: '各部门按月通报整治进度', departmentId: market, dueOn: at(60), person: null, task: false },
      ],
    },
    ['demo-task-12', null],
    BY,
    synthetic,
  )
  const loan = { reason: '专项工作', approver: '示例·局长', borrower: '示例区某办公室' }
  await insertLoan(db, { ...loan, schoolId: 'demo-m001', name: '示例·苏', startsOn: at(-220), endsOn: at(-30) }, BY, synthetic)
  await insertLoan(db, { ...loan, schoolId: 'demo-p001', name: '示例·康', startsOn: at(-60), endsOn: at(60) }, BY, synthetic)
  await insertAppraisal(
    db,
    { departmentId: market, decidedOn: at(-4), points: -1.5, text: '督导：售烟网点清理逾期', taskId: 'demo-task-08' },
    BY,
    synthetic,
  )
  await insertAccountability(
    db,
    {
      departmentId: departmentId('education'),
      person: '示例·丁',
      form: 'talk',
      decidedOn: at(-3),
      decidedBy: '示例区领导小组',
      text: '围墙改造逾期 30 天以上未说明原因',
      taskId: 'demo-task-05',
    },
    BY,
    synthetic,
  )
  await seedRequests(db, today)
}

async function seedRequests(db: Queryable, today: string): Promise<void> {
  const at = (days: number) => addDays(today, days)
  const market = departmentId('market')
  const entry = { departmentId: market, approver: '示例区领导小组', filedOn: at(-60), validFrom: at(-20), validTo: at(300) }
  const field = (key: string, label: string, source: string | null, type: 'text' | 'number' | 'yesNo' = 'number') => ({
    key,
    label,
    type,
    source,
    required: true,
  })
  const fields = [
    field('pupils', '学生数', 'pupils'),
    field('guards', '保安员数', 'guards'),
    field('cameras', '摄像机数', 'cameras'),
    field('kitchen', '食堂“明厨亮灶”路数', null),
    field('license', '食品经营许可在有效期', null, 'yesNo'),
  ]
  const form = await insertEntry(
    db,
    { ...entry, kind: 'form', title: '学校食堂基本情况', basis: '示例文件〔2026〕3号', frequency: 'termly', fields },
    'department',
    { synthetic: true },
  )
  await saveDecision(db, form, 'approved', BY, null)
  const inspection = { ...entry, departmentId: departmentId('fire'), validFrom: at(35), filedOn: at(-2) }
  await insertEntry(
    db,
    {
      ...inspection,
      kind: 'inspection',
      title: '冬季消防安全检查',
      basis: '示例文件〔2026〕12号',
      frequency: 'yearly',
      fields: [field('exits', '疏散出口数', null)],
    },
    LIAISON,
    { synthetic: true },
  )
  const request = {
    listId: form,
    departmentId: market,
    dueOn: at(9),
    note: '只填系统没有的两项。',
    period: windowOf('termly', today),
    month: today.slice(0, 7),
  }
  const { rows } = await db.query<{ id: string }>('select id from school order by id')
  const every = rows.map(({ id }) => id)
  const schools = [...new Set(['demo-p001', ...every.slice(0, 30)])]
  await insertRequest(
    db,
    { ...request, fields: fields.length },
    schools.map((id) => ({ id, filled: 3 })),
    'department',
    { synthetic: true },
  )
  await noteRefused(db, {
    departmentId: departmentId('culture'),
    title: '关注公众号并截图上报',
    reason: 'notOnList',
    schools: every,
    fields: 0,
    by: LIAISON,
    synthetic: true,
  })
}
