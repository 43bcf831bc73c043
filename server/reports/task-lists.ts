import { type SupervisionOrder, SupervisionOrderQuery } from '#contracts/supervision-order.ts'
import { type Task, TaskQuery } from '#contracts/task.ts'
import { findMeasure } from '#domain/measures/registry.ts'
import { SUPERVISION_STATE_WORDS, TASK_FILTER_WORDS, TASK_STANDING_WORDS, TASK_STATE_WORDS } from '#domain/words.ts'
import { listSupervisionOrders } from '../store/supervision-order.ts'
import { listTasks } from '../store/task.ts'
import { type ListTable, listTable } from './list-table.ts'

/** 任务清单 */
export const tasks: ListTable = listTable<typeof TaskQuery, Task>({
  list: 'tasks',
  title: '任务清单',
  right: 'task:read',
  query: TaskQuery,
  columns: [
    { key: 'id', title: '任务编号', width: 14, is: 'text', value: ({ id }) => id },
    { key: 'point', title: '方案条目', width: 16, is: 'text', value: ({ point }) => point },
    { key: 'text', title: '任务', width: 50, is: 'text', value: ({ text }) => text },
    { key: 'measureId', title: '对应指标', width: 16, is: 'text', value: ({ measureId }) => measureId },
    { key: 'lead', title: '牵头部门', width: 22, is: 'text', value: ({ lead }) => lead.name },
    {
      key: 'responsible',
      title: '责任部门',
      width: 36,
      is: 'text',
      value: ({ departments, leadDept }) =>
        departments
          .filter(({ id }) => id !== leadDept)
          .map(({ name }) => name)
          .join('、'),
    },
    { key: 'person', title: '责任人', width: 12, is: 'text', personal: true, value: ({ person }) => person },
    { key: 'leader', title: '包抓领导', width: 12, is: 'text', personal: true, value: ({ leader }) => leader },
    { key: 'startsOn', title: '开始', width: 12, is: 'day', value: ({ startsOn }) => startsOn },
    { key: 'dueOn', title: '完成时限', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    { key: 'firstDueOn', title: '原定时限', width: 12, is: 'day', value: ({ firstDueOn }) => firstDueOn },
    {
      key: 'milestones',
      title: '节点',
      width: 36,
      is: 'text',
      value: ({ milestones }) => milestones.map(({ name, dueOn, doneOn }) => `${name} ${dueOn}${doneOn ? `（${doneOn}）` : ''}`).join('；'),
    },
    { key: 'evidence', title: '佐证要求', width: 24, is: 'text', value: ({ evidence }) => evidence },
    { key: 'percent', title: '进度（%）', width: 9, is: 'number', value: ({ percent }) => percent },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => TASK_STATE_WORDS[state] },
    { key: 'standing', title: '情形', width: 10, is: 'text', value: ({ standing }) => TASK_STANDING_WORDS[standing] },
    { key: 'lateDays', title: '逾期（天）', width: 9, is: 'number', value: ({ lateDays }) => lateDays },
    { key: 'finishedOn', title: '完成日期', width: 12, is: 'day', value: ({ finishedOn }) => finishedOn },
    { key: 'delayReason', title: '逾期原因', width: 28, is: 'text', value: ({ delayReason }) => delayReason },
    { key: 'budgetPlanned', title: '计划经费（元）', width: 14, is: 'number', value: ({ budgetPlanned }) => budgetPlanned },
    { key: 'budgetArrived', title: '到位经费（元）', width: 14, is: 'number', value: ({ budgetArrived }) => budgetArrived },
    { key: 'budgetSpent', title: '支出经费（元）', width: 14, is: 'number', value: ({ budgetSpent }) => budgetSpent },
  ],
  words: ({ department, lead, year, state, standing, point, measure, text }, names) => [
    ...(lead ? [`牵头：${names.department(lead)}`] : []),
    ...(year ? [`年度：${year}`] : []),
    ...(department ? [`部门：${names.department(department)}`] : []),
    ...(state ? [`状态：${TASK_STATE_WORDS[state]}`] : []),
    ...(standing ? [`情形：${TASK_FILTER_WORDS[standing]}`] : []),
    ...(point ? [`条目：${point}`] : []),
    ...(measure ? [`指标：${findMeasure(measure)?.name.zh ?? measure}`] : []),
    ...(text ? [`含：${text}`] : []),
  ],
  read: listTasks,
})

/** 督办单 */
export const supervisionOrders: ListTable = listTable<typeof SupervisionOrderQuery, SupervisionOrder>({
  list: 'supervision-orders',
  title: '督办单一览表',
  right: 'task:read',
  query: SupervisionOrderQuery,
  columns: [
    { key: 'number', title: '编号', width: 12, is: 'text', value: ({ number }) => number },
    { key: 'department', title: '主送', width: 22, is: 'text', value: ({ departmentName }) => departmentName },
    { key: 'person', title: '责任人', width: 12, is: 'text', personal: true, value: ({ person }) => person },
    { key: 'subject', title: '督办事项', width: 44, is: 'text', value: ({ subject }) => subject },
    { key: 'demand', title: '督办要求', width: 44, is: 'text', value: ({ demand }) => demand },
    { key: 'issuedAt', title: '下达', width: 20, is: 'instant', value: ({ issuedAt }) => issuedAt },
    { key: 'dueOn', title: '办结时限', width: 12, is: 'day', value: ({ dueOn }) => dueOn },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => SUPERVISION_STATE_WORDS[state] },
    { key: 'late', title: '超时未答复', width: 10, is: 'text', value: ({ late }) => (late ? '是' : '否') },
    { key: 'receivedAt', title: '签收', width: 20, is: 'instant', value: ({ receivedAt }) => receivedAt },
    { key: 'answeredAt', title: '答复时间', width: 20, is: 'instant', value: ({ answeredAt }) => answeredAt },
    { key: 'answer', title: '答复', width: 44, is: 'text', value: ({ answer }) => answer },
  ],
  words: ({ state, department }, names) => [
    ...(state ? [`状态：${state === 'open' ? '未办结' : '已办结'}`] : []),
    ...(department ? [`部门：${names.department(department)}`] : []),
  ],
  read: listSupervisionOrders,
})
