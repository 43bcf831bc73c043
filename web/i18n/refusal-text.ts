// What the server refused, in the language of the person at this screen: it speaks English to programs.
import type { Problem } from '#contracts/problem.ts'
import { ORDER_STATE_WORDS } from '#domain/words.ts'
import { useLanguage } from './text.ts'

const FREQUENCIES: Record<string, string> = { once: '一次', monthly: '每月', quarterly: '每季度', termly: '每学期', yearly: '每年' }
const STATES: Record<string, string> = {
  proposed: '待批准',
  approved: '已批准',
  rejected: '未批准',
  withdrawn: '已撤销',
  inForce: '生效',
  superseded: '已被替代',
  ended: '已终止',
}

const ORDER_STATES: Record<string, string> = ORDER_STATE_WORDS
const order = (state = ''): string => ORDER_STATES[state] ?? state
const ORDER_ACTS: Record<string, string> = { start: '出发', mend: '登记修复', verify: '验证' }

type Said = readonly string[]
const CHINESE: readonly (readonly [RegExp, (said: Said) => string])[] = [
  [/^a second person decides: you proposed this entry$/, () => '须由另一人批准：这一事项是您报送的'],
  [/^a second person approves: this version was proposed by yourself$/, () => '须由另一人批准：这一版是您提出的'],
  [/^a second person approves: this exemption was proposed by yourself$/, () => '须由另一人批准：这一条是您提出的'],
  [
    /^its frequency is (\w+), and these schools were asked in this window already$/,
    ([often = '']) => `频次为“${FREQUENCIES[often] ?? often}”，这些学校本期已下发过，不重复下发`,
  ],
  [/^“(.*)” does not reach any school: (.*)$/, ([title, why = '']) => `“${title}”没有下发到学校：${chinese(why)}`],
  [
    /^it is not on the list 准入清单: file it at least 30 days before it begins$/,
    () => '不在准入清单上，须先报送（提前 30 天）；已计入拒绝数',
  ],
  [/^its entry on the list is (\w+), expected approved$/, ([state = '']) => `清单上的这一事项${STATES[state] ?? state}，批准后才能下发`],
  [/^its entry is in force from (\S+) to (\S+), today is (\S+)$/, ([from, to]) => `这一事项的有效期是 ${from} 至 ${to}，今天不在其内`],
  [/^expected a day up to (\S+)$/, ([day]) => `应不晚于 ${day}`],
  [/^expected a day from (\S+) on: a request is filed at least 30 days before$/, ([day]) => `应不早于 ${day}：事项须提前 30 天报送`],
  [/^expected a day from (\S+) on$/, ([day]) => `应不早于 ${day}`],
  [
    /^the entry is (\w+), expected (\w+)$/,
    ([is = '', wanted = '']) => `这一事项现为“${STATES[is] ?? is}”，应为“${STATES[wanted] ?? wanted}”`,
  ],
  [
    /^version (\d+) by (.+) waits for approval: it must be approved or rejected first$/,
    ([n, who]) => `第 ${n} 版（${who} 提出）还在待批，须先批准或否决`,
  ],
  [/^version (\d+) is (\w+), expected proposed$/, ([n, state = '']) => `第 ${n} 版已是“${STATES[state] ?? state}”`],
  [/^version (\d+) was decided by somebody else meanwhile$/, ([n]) => `第 ${n} 版刚被别人办理过`],
  [/^the exemption is (\w+), expected (\w+)$/, ([state = '']) => `这一条现为“${STATES[state] ?? state}”`],
  [
    /^expected a day after (\S+), the last of a frozen period, found (\S+)$/,
    ([day, found]) => `应晚于 ${day}（已冻结统计期的最后一天），现为 ${found}`,
  ],
  [/^expected (\S+)–(\S+), found (\S+)$/, ([least, most, found]) => `应在 ${least} 至 ${most} 之间，现为 ${found}`],
  [/^is not your department$/, () => '不是您的部门'],
  [/^there is a period (\S+) already$/, ([id]) => `已有代号为 ${id} 的统计期`],
  [/^period (\S+) is frozen already, by (.+)$/, ([id, who]) => `统计期 ${id} 已由 ${who} 冻结`],
  [/^period (\S+) runs until (\S+): it can be frozen afterwards$/, ([id, day]) => `统计期 ${id} 到 ${day} 才结束，结束后才能冻结`],
  [/^period (\S+) was frozen by somebody else meanwhile$/, ([id]) => `统计期 ${id} 刚被别人冻结`],
  [/^expected a day after (\S+), within 400 days$/, ([day]) => `应晚于 ${day}，并在 400 天以内`],
  [/^expected an instant after the period has ended$/, () => '截数时刻应在统计期结束之后'],
  [/^is filled by the system and locked: correct it in the register$/, () => '由系统填写并锁定，请在登记表里更正'],
  [/^the form has no such field$/, () => '表里没有这一项'],
  [/^is required$/, () => '必填'],
  [/^expected a number$/, () => '应为数字'],
  [/^expected yes or no$/, () => '应为是或否'],
  [/^expected a day such as (\S+)$/, ([day]) => `应为日期，如 ${day}`],
  [/^begins with (\S+): a spreadsheet would take it for a formula$/, ([sign]) => `以 ${sign} 开头，会被表格软件当作公式`],
  [/^expected at most applicable \((\S+)\), found (\S+)$/, ([most, found]) => `应不多于应达标数 ${most}，现为 ${found}`],
  [/^expected a whole number of schools, found (\S+)$/, ([found]) => `学校数应为整数，现为 ${found}`],
  // Of a work order
  [
    /^version \d+ was seen; the system changed the order since, it is at \d+ and (\w+)$/,
    ([state]) => `工单已由系统改变，现为“${order(state)}”`,
  ],
  [
    /^version \d+ was seen; (.+) changed the order since, it is at \d+ and (\w+)$/,
    ([who, state]) => `${who} 已先改了这张工单，现为“${order(state)}”`,
  ],
  [/^not verified: (.*)$/, ([why = '']) => `未验证：${chinese(why)}`],
  [/^it is not mended yet$/, () => '还没有登记修复'],
  [/^a person must have looked at the picture$/, () => '须有人看过画面'],
  [/^no press since has come through to a screen$/, () => '修复之后还没有一次实按到达值班席'],
  [/^the fault is still open$/, () => '故障仍在'],
  [/^the fault was told again since$/, () => '修复之后设备又报了这一故障'],
  [/^the device has not been heard well since$/, () => '修复之后还没有收到设备的正常上报'],
  [/^expected a reason: the device has not told that its fault is over$/, () => '设备没有报恢复，请写明凭什么确认'],
  [/^expected a note$/, () => '请写明内容'],
  [/^the order is (\w+)$/, ([state]) => `工单已是“${order(state)}”`],
  [/^cannot (\w+) an order that is (\w+)$/, ([act = '', state]) => `工单现为“${order(state)}”，不能${ORDER_ACTS[act] ?? act}`],
  [/^its clock is paused already$/, () => '计时已经暂停'],
  [/^its clock is running$/, () => '计时没有暂停'],
  [/^a pause needs a reason$/, () => '暂停须写明原因'],
  [/^the fault has an open order already$/, () => '这一故障已有未完成的工单'],
  [/^there is no open fault .+$/, () => '故障已结束，或不归本账号'],
  [/^there is no work order .+$/, () => '没有这张工单，或不归本账号'],
  [/^(.+) is no technician or vendor whom you can send there$/, ([who]) => `不能派 ${who} 去那里`],
  // Of any act
  [/^\S+ is not among the rights of .+$/, () => '此账号没有这项权限'],
  [/^the request failed; the cause is in the server’s log$/, () => '服务器出错，原因已记入服务器日志'],
  [/^the database cannot be reached$/, () => '服务器连不上数据库，请稍后再试'],
  [/^HTTP (\d+)$/, ([status]) => `没有得到服务器的答复（HTTP ${status}）`],
  [/^expected the reason why it differs from the computed (.+)$/, ([figure]) => `与系统数 ${figure} 不同，请写明原因`],
]

/** The fields that these messages speak of, as the forms call them. */
const FIELDS: Record<string, string> = {
  filedOn: '报送日期',
  validFrom: '有效期起',
  validTo: '有效期止',
  dueOn: '答复期限',
  departmentId: '部门',
  listId: '事项',
  schools: '学校',
  to: '最后一天',
  cutoffAt: '截数',
  reason: '原因',
  note: '说明',
  assignee: '处理人',
  'value.met': '上报达标数',
  'value.applicable': '上报应达标数',
}

function chinese(message: string): string {
  for (const [pattern, words] of CHINESE) {
    const found = pattern.exec(message)
    if (found) return words(found.slice(1))
  }
  return message
}

/** Why an act was refused, field by field as the server put it, or as a whole. */
export function refusalText({ detail, errors = [] }: Pick<Problem, 'detail' | 'errors'>): string {
  const isZh = useLanguage.getState().language !== 'en'
  const fields = errors.map(({ path, message }) => {
    const field = path.replace(/^body\./, '')
    return isZh ? `${FIELDS[field] ?? field}：${chinese(message)}` : `${field}: ${message}`
  })
  if (fields.length > 0) return fields.join(isZh ? '；' : '; ')
  return isZh ? chinese(detail ?? '') : (detail ?? '')
}
