import { screenText } from '../../i18n/text.ts'

const zh = {
  hazards: '隐患',
  belt: '周边安全带',
  home: '学校首页',
  venues: '周边场所',
  surveys: '排查记录',
  foundSomething: '排查中发现问题：',
  report: '上报隐患',
  title: '隐患（校内和周边）',
  none: '没有未销号的隐患。',
  all: '全部隐患',
  open: (n: number, late: number) => `未销号 ${n} 条${late > 0 ? `，其中逾期 ${late} 条` : ''}`,
  retry: '连不上服务器，正在重试。',
}
const en: typeof zh = {
  hazards: 'Hazards',
  belt: 'Safety belt',
  home: 'School home',
  venues: 'Venues around',
  surveys: 'Surveys',
  foundSomething: 'Something found on the way:',
  report: 'report a hazard',
  title: 'Hazards (inside and around)',
  none: 'No open hazard.',
  all: 'All hazards',
  open: (n, late) => `${n} open${late > 0 ? `, ${late} of them late` : ''}`,
  retry: 'The server cannot be reached, trying again.',
}
export const useSafetyText = screenText(zh, en)
