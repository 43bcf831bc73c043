// Every list that can be exported, in one table: path, right, query and columns.
import { type Alarm, AlarmQuery } from '#contracts/alarm.ts'
import { type DeadLetter, DeadLetterQuery, type Device, DeviceQuery, type Fault, FaultQuery } from '#contracts/device.ts'
import { type Report, ReportQuery } from '#contracts/report.ts'
import { type WorkOrder, WorkOrderQuery } from '#contracts/work-order.ts'
import {
  ALARM_KIND_WORDS,
  ALARM_STATE_WORDS,
  DEVICE_KIND_WORDS,
  DEVICE_STATE_WORDS,
  DISPOSITION_WORDS,
  EXERCISE_WORDS,
  FAULT_KIND_WORDS,
  ORDER_STATE_WORDS,
  REPORT_KIND_WORDS,
  REPORT_STATE_WORDS,
  VALIDATION_WORDS,
} from '#domain/words.ts'
import { listAlarms } from '../store/alarm-list.ts'
import { listDeadLetters } from '../store/dead-letter-list.ts'
import { listDevices } from '../store/device-list.ts'
import { listFaults } from '../store/fault-list.ts'
import { listReports } from '../store/report.ts'
import { listOrders } from '../store/work-order.ts'
import { ADMIN_LISTS } from './admin-lists.ts'
import { COUNT_LISTS } from './count-lists.ts'
import { INCIDENT_LISTS } from './incident-lists.ts'
import { type ListTable, listTable } from './list-table.ts'
import { MEASURE_LISTS } from './measure-lists.ts'
import { NOTICE_LISTS } from './notice-lists.ts'
import { PERIOD_LISTS } from './period-lists.ts'
import { RECORD_LISTS } from './record-lists.ts'
import { REQUEST_LISTS } from './request-lists.ts'
import { said, schoolColumns, schoolOf } from './school-columns.ts'
import { STANDING_LISTS } from './standing-lists.ts'
import { SUPERVISION_LISTS } from './supervision-lists.ts'
import { supervisionOrders, tasks } from './task-lists.ts'

const yes = (value: boolean): string => (value ? '是' : '否')

const alarms = listTable<typeof AlarmQuery, Alarm>({
  list: 'alarms',
  title: '警情一览表',
  right: 'alarm:read',
  query: AlarmQuery,
  schoolOf,
  columns: [
    { key: 'priority', title: '级别', width: 6, is: 'number', value: ({ priority }) => priority },
    ...schoolColumns<Alarm>(),
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => ALARM_KIND_WORDS[kind] },
    { key: 'point', title: '位置', width: 14, is: 'text', value: ({ point }) => point },
    { key: 'state', title: '状态', width: 10, is: 'text', value: ({ state }) => ALARM_STATE_WORDS[state] },
    { key: 'unacknowledged', title: '未受理', width: 8, is: 'text', value: ({ unacknowledged }) => yes(unacknowledged) },
    { key: 'exercise', title: '演练或测试', width: 11, is: 'text', value: ({ exercise }) => exercise && EXERCISE_WORDS[exercise] },
    { key: 'receivedAt', title: '收到', width: 20, is: 'instant', value: ({ receivedAt }) => receivedAt },
    { key: 'deviceTime', title: '设备时间', width: 20, is: 'instant', value: ({ deviceTime }) => deviceTime },
    { key: 'late', title: '延迟上报', width: 9, is: 'text', value: ({ late }) => yes(late) },
    { key: 'lastPressAt', title: '最近一次', width: 20, is: 'instant', value: ({ lastPressAt }) => lastPressAt },
    { key: 'count', title: '次数', width: 6, is: 'number', value: ({ count }) => count },
    { key: 'arrivedAt', title: '到场', width: 20, is: 'instant', value: ({ arrivedAt }) => arrivedAt },
    { key: 'acknowledgedBy', title: '受理人', width: 12, is: 'text', personal: true, value: ({ acknowledgedBy }) => acknowledgedBy },
    {
      key: 'disposition',
      title: '处置结论',
      width: 10,
      is: 'text',
      value: ({ disposition }) => disposition && DISPOSITION_WORDS[disposition],
    },
    {
      key: 'validationLevel',
      title: '核实等级',
      width: 20,
      is: 'text',
      value: ({ validationLevel }) =>
        validationLevel === null ? null : VALIDATION_WORDS[validationLevel as keyof typeof VALIDATION_WORDS],
    },
    { key: 'deviceId', title: '设备编号', width: 18, is: 'text', value: ({ deviceId }) => deviceId },
    { key: 'id', title: '警情编号', width: 38, is: 'text', value: ({ id }) => id },
  ],
  words: ({ state, ...rest }, names) => [
    ...(state ? [`状态：${state === 'open' ? '未归档' : ALARM_STATE_WORDS[state]}`] : []),
    ...said(rest, names),
  ],
  read: listAlarms,
})

const devices = listTable<typeof DeviceQuery, Device>({
  list: 'devices',
  title: '设备一览表',
  right: 'device:read',
  query: DeviceQuery,
  schoolOf,
  columns: [
    { key: 'id', title: '设备编号', width: 20, is: 'text', value: ({ id }) => id },
    ...schoolColumns<Device>(),
    { key: 'campusId', title: '校园', width: 14, is: 'text', value: ({ campusId }) => campusId },
    { key: 'kind', title: '类别', width: 12, is: 'text', value: ({ kind }) => DEVICE_KIND_WORDS[kind] },
    { key: 'name', title: '名称', width: 22, is: 'text', value: ({ name }) => name },
    { key: 'state', title: '状态', width: 8, is: 'text', value: ({ state }) => DEVICE_STATE_WORDS[state] },
    { key: 'stateSince', title: '状态自', width: 20, is: 'instant', value: ({ stateSince }) => stateSince },
    { key: 'lastHeardAt', title: '最后听到', width: 20, is: 'instant', value: ({ lastHeardAt }) => lastHeardAt },
    { key: 'provenAt', title: '最近实按验证', width: 20, is: 'instant', value: ({ provenAt }) => provenAt },
    { key: 'source', title: '来源', width: 16, is: 'text', value: ({ source }) => source },
    { key: 'externalId', title: '外部编号', width: 24, is: 'text', value: ({ externalId }) => externalId },
  ],
  words: ({ kind, state, dialect, ...rest }, names) => [
    ...(kind ? [`类别：${DEVICE_KIND_WORDS[kind]}`] : []),
    ...(state ? [`状态：${DEVICE_STATE_WORDS[state]}`] : []),
    ...(dialect ? [`协议：${dialect}`] : []),
    ...said(rest, names),
  ],
  read: listDevices,
})

const faults = listTable<typeof FaultQuery, Fault>({
  list: 'faults',
  title: '故障一览表',
  right: 'fault:read',
  query: FaultQuery,
  schoolOf,
  columns: [
    ...schoolColumns<Fault>(),
    { key: 'kind', title: '故障', width: 14, is: 'text', value: ({ kind }) => FAULT_KIND_WORDS[kind] ?? kind },
    { key: 'detail', title: '说明', width: 24, is: 'text', value: ({ detail }) => detail },
    { key: 'deviceId', title: '设备编号', width: 20, is: 'text', value: ({ deviceId }) => deviceId },
    { key: 'openedAt', title: '发现', width: 20, is: 'instant', value: ({ openedAt }) => openedAt },
    { key: 'closedAt', title: '恢复', width: 20, is: 'instant', value: ({ closedAt }) => closedAt },
    { key: 'count', title: '次数', width: 6, is: 'number', value: ({ count }) => count },
    { key: 'under', title: '另影响设备', width: 10, is: 'number', value: ({ under }) => under },
  ],
  words: ({ state, device, ...rest }, names) => [
    ...(state ? [`状态：${state === 'open' ? '未恢复' : '已恢复'}`] : []),
    ...(device ? [`设备：${device}`] : []),
    ...said(rest, names),
  ],
  read: listFaults,
})

const workOrders = listTable<typeof WorkOrderQuery, WorkOrder>({
  list: 'work-orders',
  title: '工单一览表',
  right: 'workOrder:read',
  query: WorkOrderQuery,
  schoolOf,
  columns: [
    ...schoolColumns<WorkOrder>(),
    { key: 'faultKind', title: '故障', width: 14, is: 'text', value: ({ faultKind }) => FAULT_KIND_WORDS[faultKind] ?? faultKind },
    { key: 'deviceId', title: '设备编号', width: 20, is: 'text', value: ({ deviceId }) => deviceId },
    { key: 'deviceName', title: '设备', width: 20, is: 'text', value: ({ deviceName }) => deviceName },
    { key: 'state', title: '状态', width: 14, is: 'text', value: ({ state }) => ORDER_STATE_WORDS[state] },
    { key: 'assigneeName', title: '处理人', width: 14, is: 'text', personal: true, value: ({ assigneeName }) => assigneeName },
    { key: 'assignedAt', title: '派单', width: 20, is: 'instant', value: ({ assignedAt }) => assignedAt },
    { key: 'mendedAt', title: '修复', width: 20, is: 'instant', value: ({ mendedAt }) => mendedAt },
    { key: 'verifiedAt', title: '验证', width: 20, is: 'instant', value: ({ verifiedAt }) => verifiedAt },
    { key: 'pausedS', title: '暂停（秒）', width: 10, is: 'number', value: ({ pausedS }) => pausedS },
  ],
  words: ({ state, ...rest }, names) => [...(state ? [`状态：${state === 'open' ? '未完' : '已完'}`] : []), ...said(rest, names)],
  read: listOrders,
})

const deadLetters = listTable<typeof DeadLetterQuery, DeadLetter>({
  list: 'dead-letters',
  title: '异常报文一览表',
  right: 'deadLetter:read',
  query: DeadLetterQuery,
  schoolOf,
  columns: [
    { key: 'id', title: '编号', width: 10, is: 'text', value: ({ id }) => id },
    { key: 'receivedAt', title: '收到', width: 20, is: 'instant', value: ({ receivedAt }) => receivedAt },
    ...schoolColumns<DeadLetter>(),
    { key: 'topic', title: '主题', width: 40, is: 'text', value: ({ topic }) => topic },
    { key: 'source', title: '来源', width: 16, is: 'text', value: ({ source }) => source },
    { key: 'identity', title: '自报身份', width: 20, is: 'text', value: ({ identity }) => identity },
    { key: 'reason', title: '原因', width: 36, is: 'text', value: ({ reason }) => reason },
    { key: 'suspect', title: '可疑报警', width: 12, is: 'text', value: ({ suspect }) => suspect },
    { key: 'bytes', title: '字节', width: 8, is: 'number', value: ({ bytes }) => bytes },
    { key: 'replayedAt', title: '已重放', width: 20, is: 'instant', value: ({ replayedAt }) => replayedAt },
  ],
  words: ({ source, identity, ...rest }, names) => [
    ...(source ? [`来源：${source}`] : []),
    ...(identity ? [`自报身份：${identity}`] : []),
    ...said(rest, names),
  ],
  read: listDeadLetters,
})

const reports = listTable<typeof ReportQuery, Report>({
  list: 'reports',
  title: '报表一览表',
  right: 'report:read',
  query: ReportQuery,
  columns: [
    { key: 'title', title: '题目', width: 40, is: 'text', value: ({ title }) => title },
    { key: 'kind', title: '类别', width: 8, is: 'text', value: ({ kind }) => REPORT_KIND_WORDS[kind] },
    { key: 'from', title: '起', width: 12, is: 'day', value: ({ from }) => from },
    { key: 'to', title: '止（不含）', width: 12, is: 'day', value: ({ to }) => to },
    { key: 'state', title: '状态', width: 8, is: 'text', value: ({ state }) => REPORT_STATE_WORDS[state] },
    { key: 'version', title: '版本', width: 6, is: 'number', value: ({ version }) => version },
    { key: 'changedBy', title: '最近修改', width: 14, is: 'text', personal: true, value: ({ changedBy }) => changedBy },
    { key: 'changedAt', title: '修改时间', width: 20, is: 'instant', value: ({ changedAt }) => changedAt },
  ],
  words: ({ kind }) => (kind ? [`类别：${REPORT_KIND_WORDS[kind]}`] : []),
  read: listReports,
})

export const LISTS: readonly ListTable[] = [
  alarms,
  devices,
  faults,
  workOrders,
  deadLetters,
  tasks,
  supervisionOrders,
  reports,
  ...MEASURE_LISTS,
  ...RECORD_LISTS,
  ...STANDING_LISTS,
  ...PERIOD_LISTS,
  ...SUPERVISION_LISTS,
  ...REQUEST_LISTS,
  ...COUNT_LISTS,
  ...INCIDENT_LISTS,
  ...NOTICE_LISTS,
  ...ADMIN_LISTS,
]
