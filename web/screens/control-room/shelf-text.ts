import { screenText } from '../../i18n/text.ts'

const zh = {
  title: '暂缓',
  shelve: '暂缓',
  takeBack: '提前恢复',
  lead: '暂缓期间不响铃、不升级；再次触发只计次。到时自动恢复并重新响铃。',
  reason: '原因（记入警情记录）',
  reasonHint: '如：风吹窗帘反复触发，已通知维保',
  howLong: '暂缓多久',
  minutes: (n: number) => (n < 60 ? `${n} 分钟` : `${n / 60} 小时`),
  until: (time: string) => `至 ${time}`,
  missing: '请写明原因',
  submit: '暂缓',
  cancel: '取消',
  left: (age: string) => `还有 ${age}`,
  count: (n: number) => `暂缓 ${n}`,
  note: (time: string, age: string) => `已暂缓，${time} 自动恢复（还有 ${age}）。再次触发只计次。`,
}

export type ShelfText = typeof zh

export const useShelfText = screenText<ShelfText>(zh, {
  title: 'Shelved',
  shelve: 'Shelve',
  takeBack: 'Take back',
  lead: 'Until then it neither sounds nor escalates; what fires is counted. It comes back by itself and sounds again.',
  reason: 'Reason (goes into the log)',
  reasonHint: 'e.g. a curtain in the wind, maintenance has been told',
  howLong: 'For how long',
  minutes: (n) => (n < 60 ? `${n} min` : `${n / 60} h`),
  until: (time) => `until ${time}`,
  missing: 'Please give the reason',
  submit: 'Shelve',
  cancel: 'Cancel',
  left: (age) => `${age} left`,
  count: (n) => `Shelved ${n}`,
  note: (time, age) => `Shelved until ${time}, then back by itself (${age} left). What fires meanwhile is counted.`,
})
