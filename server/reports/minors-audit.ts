// 未成年人个人信息年度合规审计 (未成年人网络保护条例 Art. 37, filed by the end of January): one workbook, counts and acts, nobody's name.
import type { Role } from '#contracts/session.ts'
import { limitOf, ruleAt } from '#domain/incident-clock.ts'
import { KIND_WORDS } from '#domain/incident-words.ts'
import { rolesWith } from '#domain/policy.ts'
import { startOfDay } from '#domain/shanghai.ts'
import { ROLE_WORDS, SCOPE_WORDS } from '#domain/words.ts'
import { type CellKind, type CellValue, onePage, type Paper, type SheetColumn } from '../excel/write-workbook.ts'
import { verifyAudit } from '../store/audit.ts'
import { readRules } from '../store/incident-rule.ts'
import {
  type MinorsAct,
  type MinorsHolder,
  type MinorsRequest,
  readMinorsActs,
  readMinorsHolders,
  readMinorsRequests,
  readMinorsSums,
  type Span,
} from '../store/minors-audit.ts'
import type { Pool } from '../store/pool.ts'

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
  ['教育惩戒档案', '中小学教育惩戒规则', '仅本校可见；教育局只见件数'],
  ['因病缺课人数', '传染病防控预警', '只有学校、日期、人数，不含姓名'],
  ['警情现场照片、语音', '警情处置', '逐条加密；依法删除时销毁密钥并留下证明'],
]

const spanOf = (year: number): Span => ({ from: new Date(startOfDay(`${year}-01-01`)), to: new Date(startOfDay(`${year + 1}-01-01`)) })

/** The sheets in the order that an auditor asks. @param lines what every paper says of itself */
export async function minorsAudit(pool: Pool, year: number, lines: readonly string[]): Promise<Paper[]> {
  const span = spanOf(year)
  const roles = rolesWith('incident:look')
  const paper = (name: string, columns: readonly SheetColumn[], rows: Paper['rows']): Paper => ({
    name,
    title: `${year}年未成年人个人信息合规审计：${name}`,
    lines,
    columns,
    rows,
  })
  return [
    paper('概况', [column('项目', 40), column('数值', 14, 'number'), column('说明', 70)], onePage(await sumRows(pool, span))),
    paper('处理的信息', [column('信息', 34), column('目的与依据', 50), column('保护方式', 70)], onePage(KEPT)),
    paper('查看与删除申请', REQUEST_COLUMNS, onePage((await readMinorsRequests(pool, span)).map(requestRow))),
    paper(
      '查看记录',
      ACT_COLUMNS,
      actRows(readMinorsActs(pool, span, 'looks'), ({ data }) => textOf(data.reason)),
    ),
    paper('删除记录', ACT_COLUMNS, actRows(readMinorsActs(pool, span, 'erasures'), erasureText)),
    paper(
      '导出记录',
      ACT_COLUMNS,
      actRows(readMinorsActs(pool, span, 'exports'), () => null),
    ),
    paper('有权账号', HOLDER_COLUMNS, onePage((await readMinorsHolders(pool, roles)).map(holderRow))),
    paper(
      '权限变更',
      ACT_COLUMNS,
      actRows(readMinorsActs(pool, span, 'rights'), ({ data }) => JSON.stringify(data)),
    ),
  ]
}

async function sumRows(pool: Pool, span: Span): Promise<CellValue[][]> {
  const sums = await readMinorsSums(pool, span)
  const rules = await readRules(pool)
  const now = new Date()
  const days = (name: string): CellValue => {
    const rule = ruleAt(rules, name, now)
    return rule ? Math.round((limitOf(now, rule, new Map()).getTime() - now.getTime()) / 3_600_000 / 2.4) / 10 : null
  }
  const chain = await verifyAudit(pool)
  return [
    ['年末存有姓名的事件', sums.held, '姓名尚未删除的事件件数'],
    ['本年登记并写有姓名的事件', sums.opened, ''],
    ['本年删除姓名与陈述的事件', sums.erased, '到期自动删除与申请删除；密钥销毁，日志留有证明'],
    ['查看、删除申请', sums.asked, '每件写明理由，由第二人决定'],
    ['其中同意的', sums.approved, ''],
    ['查看姓名、打开材料（次）', sums.looked, '每次记入事件日志与审计日志'],
    ['未获同意而被拒绝的查看（次）', sums.refusedLooks, ''],
    ['相关列表的导出（次）', sums.exports, '列表不含姓名'],
    ['结案后保存期限（天）', days('retention'), '到期删除姓名、陈述与材料'],
    ['一次同意可查看的时长（天）', days('lookTime'), ''],
    ['审计日志校验', chain.ok ? chain.lines : 0, chain.ok ? '逐行哈希链完整，数值为行数' : `第 ${chain.id} 行起不符：${chain.reason}`],
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
const roleText = (role: string | null): string | null => (role === null ? null : (ROLE_WORDS[role as Role] ?? role))
async function* actRows(pages: AsyncIterable<MinorsAct[]>, words: (act: MinorsAct) => string | null): AsyncGenerator<CellValue[][]> {
  for await (const page of pages)
    yield page.map((act) => [act.at, act.account, roleText(act.role), act.address, act.action, act.object, act.result, words(act)])
}

function erasureText({ data }: MinorsAct): string {
  const why = data.rule === 'retention' ? '到期自动删除' : data.approve === false ? '申请删除，未同意' : '经申请删除'
  const proof = typeof data.sha256 === 'string' ? `；删除 ${Number(data.texts ?? 0)} 段，证明 SHA-256 ${data.sha256}` : ''
  return `${why}${proof}`
}

const HOLDER_COLUMNS = [column('账号', 18), column('姓名', 20), column('角色', 14), column('数据权限', 40)]
const holderRow = ({ username, name, role, scope }: MinorsHolder): CellValue[] => [
  username,
  name,
  ROLE_WORDS[role],
  scope.kind === 'district' ? SCOPE_WORDS.district : `${SCOPE_WORDS[scope.kind]}：${scope.ids.join('、')}`,
]
