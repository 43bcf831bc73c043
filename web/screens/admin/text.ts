import { screenText } from '../../i18n/text.ts'
import { benchWords } from './bench-text.ts'
import { credentialWords } from './credential-text.ts'
import { importWords } from './import-text.ts'
import { inboxWords } from './inbox-text.ts'
import { sourceWords } from './source-text.ts'

/** Words of the whole desk, and of each of its pages beside it. */
export const useAdminText = screenText(
  {
    title: '接入与登记',
    titleOfGrants: '授权与审计',
    nav: {
      inbox: '待登记',
      sources: '来源与译码',
      campuses: '校园边界',
      import: '导入导出',
      credentials: '设备凭证',
      accounts: '账号与角色',
      keys: '数据密钥',
      audit: '审计日志',
    },
    back: '返回主页',
    loading: '正在载入…',
    retry: '连不上服务器，正在重试。已登记设备的警情不受影响。',
    never: '从未',
    refresh: '刷新',
    close: '关闭',
    saved: '已保存，几秒内各网关生效，不需重启。',
    failed: (detail: string) => `没有保存：${detail}`,
    unanswered: '服务器没有回答。请刷新后看是否已生效，再决定要不要重做。',
    source: sourceWords.zh,
    bench: benchWords.zh,
    inbox: inboxWords.zh,
    credential: credentialWords.zh,
    import: importWords.zh,
  },
  {
    title: 'Connecting and registering',
    nav: {
      inbox: 'Waiting',
      sources: 'Sources and decoding',
      campuses: 'Boundaries',
      import: 'Import and export',
      credentials: 'Credentials',
      accounts: 'Accounts and roles',
      keys: 'Data keys',
      audit: 'Audit log',
    },
    titleOfGrants: 'Grants and audit',
    back: 'Home',
    loading: 'Loading…',
    retry: 'The server cannot be reached; trying again. Alarms of registered devices are not affected.',
    never: 'never',
    refresh: 'Refresh',
    close: 'Close',
    saved: 'Saved; in force on every gateway within seconds, without a restart.',
    failed: (detail: string) => `Not saved: ${detail}`,
    unanswered: 'The server did not answer. Refresh to see whether it took effect before you do it again.',
    source: sourceWords.en,
    bench: benchWords.en,
    inbox: inboxWords.en,
    credential: credentialWords.en,
    import: importWords.en,
  },
)
export type AdminText = ReturnType<typeof useAdminText>
