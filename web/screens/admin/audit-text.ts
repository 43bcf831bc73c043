import { screenText } from '../../i18n/text.ts'

export const useAuditText = screenText(
  {
    what: '谁、以什么角色、从哪里、对什么做了什么、结果如何。每一行用 SHA-256 与上一行相连，任何人（包括管理员）都不能改、不能删；拒绝与导出也在内。',
    account: '用户名',
    action: '操作',
    actionHint: '如 session.open、refused、export',
    from: '起',
    to: '止',
    columns: ['时间', '用户名', '角色', '地址', '操作', '对象', '结果', '附带', '链'],
    nobody: '系统或未登录者',
    more: '更早的记录',
    none: '没有符合条件的记录。',
  },
  {
    what: 'Who, in which role, from where, did what to what, and with which result. Each line is chained to the one before by SHA-256; nobody, no administrator either, can alter or delete one. Refusals and exports are in it.',
    account: 'User name',
    action: 'Act',
    actionHint: 'e.g. session.open, refused, export',
    from: 'From',
    to: 'Until',
    columns: ['Time', 'User name', 'Role', 'Address', 'Act', 'Object', 'Result', 'With', 'Chain'],
    nobody: 'the system, or nobody signed in',
    more: 'Earlier lines',
    none: 'No line fits.',
  },
)
