// 未成年人个人信息年度合规审计 (未成年人网络保护条例 Art. 37, filed by the end of January): one workbook, counts and acts.
// Who was concerned in an incident is not named; who asked, looked and holds the rights is.
import type { Role, Scope } from '#contracts/session.ts'
import { limitOf, ruleAt } from '#domain/incident-clock.ts'
import { KIND_WORDS } from '#domain/incident-words.ts'
import { rolesWith } from '#domain/policy.ts'
import { shanghaiDay, startOfDay } from '#domain/shanghai.ts'
import { ROLE_WORDS, SCOPE_WORDS } from '#domain/words.ts'
import { type CellKind, type CellValue, onePage, type Paper, type SheetColumn } from '../excel/write-workbook.ts'
import { verifyAudit } from '../store/audit.ts'
import { readRules } from '../store/incident-rule.ts'
import {
  type Acts,
  type MinorsAct,
  type MinorsActSum,
  type MinorsHolder,
  type MinorsRequest,
  readMinorsActs,
  readMinorsHolders,
  readMinorsRequests,
  readMinorsSums,
  type Span,
  sumMinorsActs,
} from '../store/minors-audit.ts'
import type { Pool } from '../store/pool.ts'
import { actionText, objectText, resultText, roleText } from './audit-line.ts'

const column = (title: string, width: number, is: CellKind = 'text'): SheetColumn => ({ title, width, choices: null, is })

/** What is kept of minors at all, and how it is guarded: as the program does it, not as somebody wishes. */
const KEPT: readonly (readonly string[])[] = [
  [
    '事件当事人姓名、身份、班级或关系',
    '学生伤害事故、校闹、欺凌、教育惩戒、医教联合的办理',
    '逐条加密，每条一钥；列表、导出、地图、推送、大屏均不显示姓名',
  ],
  ['事件经过与陈述', '同上', '同上；查看须写明理由、经第二人同意、限时，每次查看记入日志'],
  ['事件材料（照片、文书）', '同上', '只经同意的查看打开，每次打开记入日志；照片去除拍摄信息'],
  ['教育惩戒档案', '中小学教育惩戒规则', '仅本校可见；教育局只见件数；审计员见申请、查看与删除的记录'],
  ['因病缺课人数', '传染病防控预警', '只有学校、日期、人数，不含姓名'],
  ['警情现场照片、语音', '警情处置', '逐条加密；依法删除时销毁密钥并留下证明'],
]

const spanOf = (year: number): Span => ({ from: new Date(startOfDay(`${year}-01-01`)), to: new Date(startOfDay(`${year + 1}-01-01`)) })

/** Whom the workbook is for. */
export interface MinorsAuditReader {
  /** the auditor: every line; else 教育惩戒 and what accounts did are counted, and not told */
  readonly whole: boolean
}

/** The sheets in the order that an auditor asks. @param lines what every paper says of itself */
export async function minorsAudit(pool: Pool, year: number, lines: readonly string[], { whole }: MinorsAuditReader): Promise<Paper[]> {
  const span = spanOf(year)
  const paper = (name: string, columns: readonly SheetColumn[], rows: Paper['rows'], asOf = ''): Paper => ({
    name,
    title: `${year}年未成年人个人信息合规审计：${name}${asOf}`,
    lines,
    columns,
    rows,
  })
  const acts = async (name: string, kind: Acts, words: (act: MinorsAct) => string | null): Promise<Paper> =>
    whole
      ? paper(name, ACT_COLUMNS, actRows(readMinorsActs(pool, span, kind), words))
      : paper(name, ACT_SUM_COLUMNS, onePage((await sumMinorsActs(pool, span, kind)).map(actSumRow)))
  const holders = (all: readonly MinorsHolder[]): Paper =>
    paper(
      '有权账号',
      whole ? HOLDER_COLUMNS : HOLDER_SUM_COLUMNS,
      onePage(whole ? all.map(holderRow) : holderSums(all)),
      `（${shanghaiDay(new Date())}）`,
    )
  return [
    paper('概况', SUM_COLUMNS, onePage(await sumRows(pool, span))),
    paper('处理的信息', [column('信息', 34), column('目的与依据', 50), column('保护方式', 70)], onePage(KEPT)),
    paper('查看与删除申请', REQUEST_COLUMNS, onePage((await readMinorsRequests(pool, span, { discipline: whole })).map(requestRow))),
    await acts('查看记录', 'looks', ({ data }) => textOf(data.reason)),
    await acts('删除记录', 'erasures', erasureText),
    await acts('导出记录', 'exports', () => null),
    holders(await readMinorsHolders(pool, rolesWith('incident:look'))),
    await acts('权限变更', 'rights', roleChangeText),
    // The last one: to read the whole log takes long, and what is before it is on its way meanwhile.
    paper('审计日志校验', SUM_COLUMNS, chainRows(pool)),
  ]
}

const SUM_COLUMNS = [column('项目', 40), column('数值', 14, 'number'), column('说明', 70)]

async function sumRows(pool: Pool, span: Span): Promise<CellValue[][]> {
  const sums = await readMinorsSums(pool, span)
  const rules = await readRules(pool)
  const now = new Date()
  const days = (name: string): CellValue => {
    const rule = ruleAt(rules, name, now)
    return rule ? Math.round((limitOf(now, rule, new Map()).getTime() - now.getTime()) / 3_600_000 / 2.4) / 10 : null
  }
  return [
    ['年末存有姓名的事件', sums.held, '姓名尚未删除的事件件数；本年未完的为制表时的件数'],
    ['本年登记并写有姓名的事件', sums.opened, ''],
    ['本年删除姓名与陈述的事件', sums.erased, '到期自动删除与申请删除；密钥销毁，日志留有证明'],
    ['查看、删除申请', sums.asked, '每件写明理由，由第二人决定'],
    ['其中同意的', sums.approved, ''],
    ['其中教育惩戒的', sums.disciplineAsked, '仅本校与审计员可见明细'],
    ['查看姓名、打开材料（次）', sums.looked, '每次记入事件日志与审计日志'],
    ['未获同意而被拒绝的查看（次）', sums.refusedLooks, ''],
    ['相关列表的导出（次）', sums.exports, '列表不含当事人姓名；有经办人与手写的内容'],
    ['结案后保存期限（天）', days('retention'), '到期删除姓名、陈述与材料'],
    ['一次同意可查看的时长（天）', days('lookTime'), ''],
  ]
}

async function* chainRows(pool: Pool): AsyncGenerator<CellValue[][]> {
  const chain = await verifyAudit(pool)
  yield [
    chain.ok
      ? ['审计日志校验', chain.lines, '逐行哈希链完整，数值为行数']
      : ['审计日志校验', 0, `第 ${chain.id} 行起不符：该行被改动，或其前一行缺失、被替换`],
  ]
}

const REQUEST_COLUMNS = [
  column('事件编号', 12),
  column('类别', 12),
  column('学校代码', 12),
  column('学校', 24),
  column('申请', 8),
  column('理由', 40),
  column('申请人', 14),
  column('角色', 12),
  column('申请时间', 20, 'instant'),
  column('决定', 9),
  column('决定人', 14),
  column('决定时间', 20, 'instant'),
  column('查看到期', 20, 'instant'),
]
const requestRow = (request: MinorsRequest): CellValue[] => [
  request.number,
  KIND_WORDS[request.kind],
  request.schoolId,
  request.schoolName,
  request.purpose === 'look' ? '查看' : '删除',
  request.reason,
  request.askedBy,
  ROLE_WORDS[request.askedRole],
  request.askedAt,
  request.approved === null ? '待决定' : request.approved ? '同意' : '不同意',
  request.decidedBy,
  request.decidedAt,
  request.endsAt,
]

const ACT_COLUMNS = [
  column('时间', 20, 'instant'),
  column('账号', 16),
  column('角色', 12),
  column('地址', 18),
  column('动作', 24),
  column('对象', 40),
  column('结果', 12),
  column('说明', 60),
]
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
async function* actRows(pages: AsyncIterable<MinorsAct[]>, words: (act: MinorsAct) => string | null): AsyncGenerator<CellValue[][]> {
  for await (const page of pages)
    yield page.map((act) => [
      act.at,
      act.account,
      roleText(act.role),
      act.address,
      actionText(act.action),
      objectText(act),
      resultText(act.result),
      words(act),
    ])
}

const ACT_SUM_COLUMNS = [column('动作', 30), column('角色', 16), column('结果', 16), column('次数', 10, 'number')]
const actSumRow = ({ action, role, result, times }: MinorsActSum): CellValue[] => [
  actionText(action),
  roleText(role) ?? '系统自动',
  resultText(result),
  times,
]

function erasureText({ action, result, data }: MinorsAct): string {
  if (result !== 'ok') return '未获准，没有删除'
  if (action !== 'incident.erase' && data.approve !== true) return '申请删除，未同意'
  const proof = typeof data.sha256 === 'string' ? `；删除 ${Number(data.texts ?? 0)} 段，证明 SHA-256 ${data.sha256}` : ''
  return `${action === 'incident.erase' ? '到期自动删除' : '经申请删除'}${proof}`
}

const scopeText = (scope: Scope): string =>
  scope.kind === 'district' ? SCOPE_WORDS.district : `${SCOPE_WORDS[scope.kind]}：${scope.ids.join('、')}`

/** What `account.role` writes down. */
interface RoleChange {
  readonly role: Role
  readonly scope: Scope
  readonly before?: Pick<RoleChange, 'role' | 'scope'>
}
function roleChangeText({ data }: MinorsAct): string {
  const { role, scope, before } = data as unknown as RoleChange
  const said = (held: Pick<RoleChange, 'role' | 'scope'>): string => `${ROLE_WORDS[held.role]}（${scopeText(held.scope)}）`
  return `${before ? `原为${said(before)}，` : ''}改为${said({ role, scope })}`
}

const HOLDER_COLUMNS = [column('账号', 18), column('姓名', 20), column('角色', 14), column('数据权限', 40)]
const holderRow = ({ username, name, role, scope }: MinorsHolder): CellValue[] => [username, name, ROLE_WORDS[role], scopeText(scope)]

const HOLDER_SUM_COLUMNS = [column('角色', 14), column('数据权限', 40), column('账号数', 10, 'number')]
/** How many accounts of each role see how far: whose they are is the auditor's to know. */
function holderSums(all: readonly MinorsHolder[]): CellValue[][] {
  const sums = new Map<string, [role: Role, kind: Scope['kind'], accounts: number]>()
  for (const { role, scope } of all) {
    const key = `${role} ${scope.kind}`
    sums.set(key, [role, scope.kind, (sums.get(key)?.[2] ?? 0) + 1])
  }
  return [...sums.values()].map(([role, kind, accounts]) => [ROLE_WORDS[role], SCOPE_WORDS[kind], accounts])
}
