import type { NoticeKind } from '#contracts/notice.ts'
import { NOTICE_KIND_WORDS } from '#domain/words.ts'
import { screenText } from '../../i18n/text.ts'

const zh = {
  title: '提醒',
  waiting: (n: number, more: boolean) => `${n}${more ? '+' : ''} 条待签收`,
  receive: '签收',
  sheet: '导出提醒',
  failed: '没有签收：连不上服务器，请重试。',
  kinds: NOTICE_KIND_WORDS as Record<NoticeKind, string>,
  days: (days: number) => (days > 0 ? `逾期 ${days} 天` : days === 0 ? '今天到期' : `还有 ${-days} 天`),
  received: (by: string, at: string) => `${by} ${at} 签收`,
  notReceived: '未签收',
  none: '还没有发出提醒。',
  sent: '已发提醒与签收',
}
const en: typeof zh = {
  title: 'Notices',
  waiting: (n, more) => `${n}${more ? '+' : ''} to sign for`,
  receive: 'Sign',
  sheet: 'Export the notices',
  failed: 'Not signed: the server cannot be reached. Try again.',
  kinds: {
    dueSoon: 'due soon',
    overdue: 'overdue',
    assigned: 'assigned',
    returned: 'returned',
    extensionAsked: 'extension asked',
    extensionDecided: 'extension decided',
    fixed: 'mended, to be verified',
    sentBack: 'sent back',
    struckOff: 'struck off',
    reopened: 'came back',
    reminded: 'task reminder',
    orderIssued: 'supervision order',
    orderAnswered: 'order answered',
    deliveryFailed: 'scheduled report not delivered',
  },
  days: (days) => (days > 0 ? `${days} days late` : days === 0 ? 'due today' : `${-days} days left`),
  received: (by, at) => `signed by ${by} ${at}`,
  notReceived: 'not signed for',
  none: 'No notice was sent yet.',
  sent: 'Notices and receipts',
}
export const useNoticeText = screenText(zh, en)
