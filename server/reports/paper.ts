// What every paper says of itself: whose it is, who made it and when, of when its data are, and of what.
import { chineseDay, shanghaiDay, shanghaiMoment } from '#domain/shanghai.ts'

export interface Masthead {
  /** 单位; empty: left to the pen */
  readonly unit: string
  /** 填报人; the name of whoever asked for it */
  readonly maker: string
  readonly at: Date
  /** the filter in words */
  readonly filter: string
}

/** The lines below a title; 审核人 is left to the pen. */
export const mastheadLines = ({ unit, maker, at, filter }: Masthead): string[] => [
  `单位：${unit || '　　　　　　'}　　填报人：${maker}　　审核人：　　　　　　日期：${chineseDay(shanghaiDay(at.getTime()))}`,
  `数据时间：${shanghaiMoment(at)}（北京时间）　　筛选：${filter}`,
]
