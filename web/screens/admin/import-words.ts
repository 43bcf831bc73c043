// What the server says of a cell, in Chinese: it speaks English to programs, and people mend Excel files in their own language.
import type { Language } from '../../i18n/text.ts'

const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^is empty$/, '不能为空'],
  [/^there is no school (.*)$/, '没有学校 $1'],
  [/^there is no department (.*)$/, '没有部门 $1'],
  [/^there is no (venue|hazard) (\S*): leave.*$/, '没有编号为 $2 的记录：新增时请留空'],
  [/^the hazard is of school (.*)$/, '该隐患属于学校 $1'],
  [/^the hazard is given out already: change it there, found "(.*)" for "(.*)"$/, '该隐患已交办：请在隐患页办理，表中为“$1”，现为“$2”'],
  [/^lies in the future$/, '晚于现在'],
  [/^expected a day: the hazard is given to a department$/, '已写明部门，应有整改期限'],
  [/^expected a department: a hazard outside the school has a day$/, '校外隐患已写明期限，应有牵头部门'],
  [/^expected a day from (.*) on, found (.*)$/, '应不早于 $1，现为 $2'],
  [/^expected days from (.*) to (.*), found (.*)$/, '应在 $1 至 $2 之间，现为 $3'],
  [/^expected a number of an export, or nothing, found "(.*)"$/, '应为导出表中的系统编号，新增时留空，现为“$1”'],
  [/^there is no township (.*)$/, '没有乡镇街道 $1'],
  [/^school (\S*) has no campus (.*)$/, '学校 $1 没有校区 $2'],
  [/^school (\S*) has no device (.*)$/, '学校 $1 没有设备 $2'],
  [/^expected a (\w+), found a (\w+)$/, '设备类型应为 $1，现为 $2'],
  [/^is on the list of school (\S*) already, as guard (\S*):.*$/, '已列入学校 $1 的名册（编号 $2）：请先在那里办理离岗'],
  [/^(\S*) is not your school$/, '$1 不是本校'],
  [/^lies farther than (\d+) m from every school in your scope$/, '距您管辖的每所学校都超过 $1 米'],
  [/^expected a value after (.*), found (.*)$/, '应晚于 $1，现为 $2'],
  [/^expected a value: (.*)$/, '不能为空：$1'],
  [/^expected a moment such as (.*), found "(.*)"$/, '应为日期与时间，如 $1，现为“$2”'],
  [/^expected a time such as (.*), found "(.*)"$/, '应为时间，如 $1，现为“$2”'],
  [/^expected weekdays such as (.*), found "(.*)"$/, '应为星期，如 $1，现为“$2”'],
  [/^no configured source is named (.*)$/, '没有名为 $1 的来源'],
  [/^is the same as in row (\d+)$/, '与第 $1 行重复'],
  [/^is registered already, as device (.*)$/, '已登记为设备 $1'],
  [/^expected one of (.*), found "(.*)"$/, '应为 $1 之一，现为“$2”'],
  [/^expected 是 or 否, found "(.*)"$/, '应为 是 或 否，现为“$1”'],
  [/^expected a number, found "(.*)"$/, '应为数字，现为“$1”'],
  [/^expected a whole number, found (.*)$/, '应为整数，现为 $1'],
  [/^expected a day such as (.*), found "(.*)"$/, '应为日期，如 $1，现为“$2”'],
  [/^expected at most (\d+) characters, found (\d+)$/, '最多 $1 字，现有 $2 字'],
  [/^expected longitude and latitude, or neither$/, '经度、纬度应同时填写，或都不填'],
  [/^expected a boundary, or longitude and latitude of a point$/, '应有边界，或中心点的经度与纬度'],
  [/^expected (.*), found "?(.*?)"?$/, '应为 $1，现为“$2”'],
  [/^begins with (.*): a spreadsheet.*$/, '以 $1 开头，会被表格软件当作公式'],
  [/^holds a line break or a tab$/, '含换行或制表符'],
  [/^holds a formula: paste it as a value$/, '是公式：请粘贴为数值'],
  [/^holds an error of Excel$/, '是 Excel 的错误值'],
  [/^is a number of more than 15 digits.*$/, '是超过 15 位的数字，Excel 已丢失末几位：请把该列设为文本后重新填写'],
  [/^is merged with the cell beside it.*$/, '与旁边的单元格合并：请取消合并'],
  [/^the column (.*) is missing$/, '缺少列 $1'],
  [/^unknown column "(.*)"$/, '不认识的列“$1”'],
  [/^no header within the first (\d+) rows: expected (.*)$/, '前 $1 行里没有表头：应有 $2'],
  [/^no rows below the header$/, '表头下面没有内容'],
]

/** The words of one error, with the column's name before it where the server put one. */
export function errorWords(message: string, language: Language): string {
  if (language === 'en') return message
  const [, column = '', finding = message] = /^([\u4e00-\u9fff]+): ([\s\S]*)$/.exec(message) ?? []
  for (const [pattern, words] of CHINESE)
    if (pattern.test(finding)) return `${column === '' ? '' : `${column}：`}${finding.replace(pattern, words)}`
  return message
}
