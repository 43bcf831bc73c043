// Columns and words of a filter that many lists have.
import { shanghaiMoment } from '#domain/shanghai.ts'
import type { Names, TableColumn } from './list-table.ts'

/** A school as name and code; the code joins the row to other tables. */
export const schoolColumns = <Item extends { schoolId: string | null }>(): TableColumn<Item>[] => [
  { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
  { key: 'schoolName', title: '学校', width: 24, is: 'text', value: ({ schoolId }, names) => names.school(schoolId) },
]
export const schoolOf = ({ schoolId }: { schoolId: string | null }): string | null => schoolId

/** The parts of a filter that are set, each in words. */
export function said(filter: { school?: string | undefined; from?: string | undefined; to?: string | undefined }, names: Names): string[] {
  const { school, from, to } = filter
  return [
    ...(school ? [`学校：${names.school(school)}`] : []),
    ...(from || to ? [`时间：${from ? shanghaiMoment(from) : '最早'} 至 ${to ? shanghaiMoment(to) : '现在'}（不含）`] : []),
  ]
}
