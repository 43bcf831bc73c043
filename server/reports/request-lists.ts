// 清单准入 as tables: the list, what was sent, what reached each school in each month, what was refused.
import type * as z from 'zod'
import {
  BurdenQuery,
  type RequestBurden,
  type RequestListEntry,
  RequestListQuery,
  type SchoolRequest,
  SchoolRequestQuery,
} from '#contracts/school-request.ts'
import type { Principal } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { REFUSAL_WORDS, REQUEST_FREQUENCY_WORDS, REQUEST_KIND_WORDS, REQUEST_STATE_WORDS } from '#domain/words.ts'
import type { Pool } from '../store/pool.ts'
import { listEntries } from '../store/request-list.ts'
import { listRequests, readBurden } from '../store/school-request.ts'
import { type ListTable, listTable } from './list-table.ts'

const entries = listTable<typeof RequestListQuery, RequestListEntry>({
  list: 'request-list',
  title: '进校园事项准入清单',
  right: 'requestList:read',
  query: RequestListQuery,
  columns: [
    { key: 'title', title: '事项', width: 30, is: 'text', value: ({ title }) => title },
    { key: 'department', title: '部门', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => REQUEST_KIND_WORDS[kind] },
    { key: 'basis', title: '依据', width: 36, is: 'text', value: ({ basis }) => basis },
    { key: 'approver', title: '批准', width: 18, is: 'text', value: ({ approver }) => approver },
    { key: 'frequency', title: '频次', width: 10, is: 'text', value: ({ frequency }) => REQUEST_FREQUENCY_WORDS[frequency] },
    { key: 'fields', title: '填报项', width: 9, is: 'number', value: ({ fields }) => fields.length },
    {
      key: 'filled',
      title: '系统填好',
      width: 9,
      is: 'number',
      value: ({ fields }) => fields.filter(({ source }) => source !== null).length,
    },
    { key: 'filedOn', title: '备案日期', width: 12, is: 'day', value: ({ filedOn }) => filedOn },
    { key: 'validFrom', title: '起', width: 12, is: 'day', value: ({ validFrom }) => validFrom },
    { key: 'validTo', title: '止', width: 12, is: 'day', value: ({ validTo }) => validTo },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => REQUEST_STATE_WORDS[state] },
    { key: 'inForce', title: '今日有效', width: 9, is: 'text', value: ({ inForce }) => (inForce ? '是' : '否') },
    { key: 'decision', title: '决定说明', width: 30, is: 'text', value: ({ decision }) => decision },
  ],
  words: ({ state, department }, names) => [
    ...(state ? [`状态：${REQUEST_STATE_WORDS[state]}`] : []),
    ...(department ? [`部门：${names.department(department)}`] : []),
  ],
  read: listEntries,
})

const sent = listTable<typeof SchoolRequestQuery, SchoolRequest>({
  list: 'school-requests',
  title: '进校园事项下发一览表',
  right: 'schoolRequest:read',
  query: SchoolRequestQuery,
  columns: [
    { key: 'title', title: '事项', width: 30, is: 'text', value: ({ title }) => title },
    { key: 'department', title: '部门', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => REQUEST_KIND_WORDS[kind] },
    { key: 'issuedAt', title: '下发', width: 20, is: 'instant', value: ({ issuedAt }) => issuedAt },
    { key: 'dueOn', title: '截止', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    { key: 'answered', title: '已报（所）', width: 10, is: 'number', value: ({ answered }) => answered },
    { key: 'schools', title: '应报（所）', width: 10, is: 'number', value: ({ schools }) => schools },
    { key: 'basis', title: '依据', width: 36, is: 'text', value: ({ basis }) => basis },
    { key: 'note', title: '说明', width: 30, is: 'text', value: ({ note }) => note },
  ],
  words: ({ state, department }, names) => [
    ...(state ? [`状态：${state === 'open' ? '未报齐' : '已报齐'}`] : []),
    ...(department ? [`部门：${names.department(department)}`] : []),
  ],
  read: listRequests,
})

type Year = z.output<typeof BurdenQuery>
const yearOf = ({ year }: Year): number => year ?? Number(shanghaiDay(new Date()).slice(0, 4))
const words = (query: Year): string[] => [`年度：${yearOf(query)}`]
const burdenOf = (pool: Pool, reader: Principal, query: Year) => readBurden(pool, reader, yearOf(query), null)
type OfSchool = RequestBurden['schools'][number]

const burden = listTable<typeof BurdenQuery, OfSchool>({
  list: 'request-burden',
  title: '各校各月填报负担表',
  right: 'schoolRequest:read',
  query: BurdenQuery,
  columns: [
    { key: 'schoolId', title: '学校代码', width: 12, is: 'text', value: ({ schoolId }) => schoolId },
    { key: 'schoolName', title: '学校', width: 26, is: 'text', value: ({ name }) => name },
    ...Array.from({ length: 12 }, (_, month) => ({
      key: `month${month + 1}`,
      title: `${month + 1}月（件）`,
      width: 9,
      is: 'number' as const,
      value: ({ months }: OfSchool) => months[month] ?? 0,
    })),
    { key: 'requests', title: '合计（件）', width: 10, is: 'number', value: ({ requests }) => requests },
    { key: 'open', title: '未报（件）', width: 10, is: 'number', value: ({ open }) => open },
    { key: 'fields', title: '填报项', width: 9, is: 'number', value: ({ fields }) => fields },
    { key: 'filled', title: '系统填好', width: 9, is: 'number', value: ({ filled }) => filled },
  ],
  words,
  read: async (pool, reader, query) => ({ items: (await burdenOf(pool, reader, query)).schools, nextCursor: null }),
})

const byDepartment = listTable<typeof BurdenQuery, RequestBurden['departments'][number]>({
  list: 'request-departments',
  title: '各部门下发填报表',
  right: 'schoolRequest:read',
  query: BurdenQuery,
  columns: [
    { key: 'department', title: '部门', width: 26, is: 'text', value: ({ name }) => name },
    { key: 'requests', title: '到校（件）', width: 10, is: 'number', value: ({ requests }) => requests },
    { key: 'fields', title: '填报项', width: 10, is: 'number', value: ({ fields }) => fields },
    { key: 'filled', title: '系统填好', width: 10, is: 'number', value: ({ filled }) => filled },
    { key: 'refused', title: '被拦下（次）', width: 12, is: 'number', value: ({ refused }) => refused },
  ],
  words,
  read: async (pool, reader, query) => ({ items: (await burdenOf(pool, reader, query)).departments, nextCursor: null }),
})

const refused = listTable<typeof BurdenQuery, RequestBurden['refusals'][number]>({
  list: 'refused-requests',
  title: '未进校园的事项一览表',
  right: 'schoolRequest:read',
  query: BurdenQuery,
  columns: [
    { key: 'at', title: '时间', width: 20, is: 'instant', value: ({ at }) => at },
    { key: 'department', title: '部门', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'title', title: '事项', width: 36, is: 'text', value: ({ title }) => title },
    {
      key: 'reason',
      title: '原因',
      width: 16,
      is: 'text',
      value: ({ reason }) => (REFUSAL_WORDS as Record<string, string>)[reason] ?? reason,
    },
    { key: 'schools', title: '涉及（所）', width: 10, is: 'number', value: ({ schools }) => schools },
    { key: 'by', title: '经办人', width: 14, is: 'text', personal: true, value: ({ by }) => by },
  ],
  words,
  read: async (pool, reader, query) => ({ items: (await burdenOf(pool, reader, query)).refusals, nextCursor: null }),
})

export const REQUEST_LISTS: readonly ListTable[] = [entries, sent, burden, byDepartment, refused]
