import type { Problem } from '#contracts/problem.ts'
import type { ProblemKind } from '#domain/problem.ts'
import { useLanguage } from './text.ts'

const ZH: Partial<Record<ProblemKind, string>> = {
  'not-signed-in': '登录已失效，请重新登录',
  'not-allowed': '此账号无权这样做',
  'not-found': '找不到这起警情，或已不归本账号',
  conflict: '警情已归档，或已走到这一步',
  'version-conflict': '别人刚先处理了',
  'other-session': '现在登录的是另一人',
  'too-large': '文件太大',
  'refused-input': '内容不符合要求',
  'too-many-requests': '操作太频繁，请稍候',
}

/** Why the server refused, in the words of the person at this screen; the server's own are English and stand in the API and the log. */
export function refusalWords({ type, status, detail }: Problem): string {
  if (useLanguage.getState().language === 'en') return detail
  return ZH[type.slice(type.lastIndexOf('/') + 1) as ProblemKind] ?? `服务器未接受（HTTP ${status}）`
}
