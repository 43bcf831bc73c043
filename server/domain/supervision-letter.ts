// 督办单 as an official letter (GB/T 9704): the same words as its page. Pure.
import type { SupervisionOrder } from '#contracts/supervision-order.ts'
import { chineseDay, shanghaiDay } from './shanghai.ts'

interface Letter {
  readonly title: string
  readonly addressee: string
  readonly body: string
  readonly issuer: string
  readonly dated: string
}

/** The letter with its receipt below, to be sealed. @param unit 发文机关, may be empty */
export function supervisionLetter(order: SupervisionOrder, unit: string): Letter {
  const demand = order.demand.replace(/[^。！？.!?]$/, '$&。')
  const received =
    order.receivedAt && order.receivedBy
      ? `签收人：${order.receivedBy}　签收日期：${chineseDay(shanghaiDay(Date.parse(order.receivedAt)))}`
      : '签收人：　　　　　签收时间：　　　年　月　日　时'
  return {
    title: '督办单',
    addressee: order.person ? `${order.departmentName}（${order.person}）` : order.departmentName,
    body: [
      `编号：督办${order.number}${order.synthetic ? '（示例）' : ''}`,
      '一、督办事项',
      order.subject,
      '二、督办要求',
      `${demand}请于${chineseDay(order.dueOn)}前办结并书面答复。`,
      '三、签收回执',
      received,
      `答复：${order.answer ?? ''}`,
      `承办人：${order.issuedByName}`,
    ].join('\n'),
    issuer: unit,
    dated: shanghaiDay(Date.parse(order.issuedAt)),
  }
}
