// What schools answered to one request: a row a school, a column a field, so that nobody copies sheets together.
import type { RequestAnswerSheet, SchoolRequest } from '#contracts/school-request.ts'
import type { CellKind, CellValue, SheetColumn } from '../excel/write-workbook.ts'

const KINDS: Record<RequestAnswerSheet['fields'][number]['type'], CellKind> = { text: 'text', number: 'number', day: 'day', yesNo: 'text' }

const cellOf = ({ value, type }: RequestAnswerSheet['fields'][number]): CellValue => {
  if (typeof value === 'boolean') return value ? '是' : '否'
  // A register may know as a word what the form calls a number; it stays what it is.
  return value === null || type === 'number' || typeof value === 'string' ? value : String(value)
}

/** Columns and rows; what the system filled stands as what the school typed does, and how many fields that was beside it. */
export function answersTable(sheets: readonly RequestAnswerSheet[]): { columns: SheetColumn[]; rows: CellValue[][] } {
  const fields = sheets[0]?.fields ?? []
  const column = (title: string, width: number, is: CellKind): SheetColumn => ({ title, width, choices: null, is })
  return {
    columns: [
      column('学校代码', 12, 'text'),
      column('学校', 26, 'text'),
      ...fields.map(({ label, type }) => column(label, Math.min(40, Math.max(12, label.length * 2 + 2)), KINDS[type])),
      column('系统填好（项）', 10, 'number'),
      column('填报人', 14, 'text'),
      column('填报时间', 20, 'instant'),
    ],
    rows: sheets.map((sheet) => [
      sheet.schoolId,
      sheet.schoolName,
      ...sheet.fields.map(cellOf),
      sheet.fields.filter(({ locked }) => locked).length,
      sheet.answeredBy,
      sheet.answeredAt,
    ]),
  }
}

/** The filter in words. */
export const answersWords = ({ title, departmentName, dueOn, answered, schools }: SchoolRequest): string =>
  `事项：${title}；部门：${departmentName}；截止：${dueOn}；已报 ${answered} ÷ 应报 ${schools} 所`
