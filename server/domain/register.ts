// The registers that people bring in and take out as Excel: each is one entry of data. Registers of evidence are plain tables, of which the
// entry says everything; what refers to more than its school (boundaries, dialects) is checked beside the import.
import type { DeviceKind } from '#contracts/device.ts'
import type { TableKind } from '#contracts/import.ts'
import type { SchoolLevel } from '#contracts/school.ts'
import type { Role } from '#contracts/session.ts'
import { VenueKind } from '#contracts/venue.ts'
import { gbIdRefusal } from './gb-id.ts'
import {
  boundary,
  type Column,
  choice,
  clockTime,
  code,
  column,
  day,
  dayOrMoment,
  gates,
  ID,
  milestones,
  moment,
  must,
  number,
  planDay,
  prose,
  SCHOOL_CODE,
  type TableRow,
  weekdays,
  whole,
  words,
  YES_NO,
  yesNo,
} from './register-column.ts'
import { HAZARD_KIND_WORDS, HAZARD_PLACE_WORDS, RISK_WORDS } from './words.ts'

/** A plain table of evidence: its rows are named by the values of `key`, and its columns by those of the sheet in snake case. */
export interface PlainTable {
  readonly table: string
  /** The column that names a row; default: id. */
  readonly id?: string
  readonly key: readonly string[]
  /** Where a cell is empty. */
  readonly defaults?: TableRow
  /** Kind of the device that `deviceId` must be, at the row's school. */
  readonly device?: DeviceKind | 'any'
  /** What contradicts itself in one row. */
  readonly check?: (row: TableRow) => { readonly key: string; readonly message: string } | null
}

export interface Register {
  readonly zh: string
  readonly en: string
  readonly columns: readonly Column[]
  /** Who may bring it in; putting it in force is theirs too, except a technician's, whose files the system administrator applies. */
  readonly roles: readonly Role[]
  readonly plain: PlainTable | null
}

const LEVELS: Record<SchoolLevel, string> = {
  kindergarten: '幼儿园',
  primary: '小学',
  middle: '中学',
  nineYear: '九年一贯制',
  special: '特殊教育学校',
}
const KINDS: Record<DeviceKind, string> = {
  panicButton: '一键式报警器',
  camera: '摄像机',
  recorder: '录像机',
  alarmPanel: '报警主机',
  gateway: '网关',
  sensor: '传感器',
}

/** 1 = Monday … 7 */
const MADE_UP = { 1: '星期一', 2: '星期二', 3: '星期三', 4: '星期四', 5: '星期五', 6: '星期六', 7: '星期日' }

const longitude = column('lng', '经度', 'Longitude', number(-180, 180, '°'), { width: 14 })
const latitude = column('lat', '纬度', 'Latitude', number(-90, 90, '°'), { width: 14 })

const HARDWARE: readonly Role[] = ['technician', 'systemAdmin']
const PEOPLE: readonly Role[] = ['bureau', 'systemAdmin']
const BOTH: readonly Role[] = ['bureau', 'systemAdmin', 'technician']
/** What a school knows best of itself: its officer brings it in for the own school alone. */
const SCHOOL: readonly Role[] = ['bureau', 'systemAdmin', 'schoolOfficer']

const schoolId = column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must)
/** Of a school of several; nothing = of the whole school. */
const campusId = column('campusId', '校区代码', 'Campus code', ID)
const deviceId = column('deviceId', '设备编号', 'Device id', ID, { ...must, width: 24 })
const date = { type: 'date' } as const
const at = { type: 'timestamptz', width: 18 } as const
const text = (key: string, zh: string, en: string, max = 100, more = {}) => column(key, zh, en, words(max), more)
const pick = (key: string, zh: string, en: string, choices: Readonly<Record<string, string>>, more = {}) =>
  column(key, zh, en, choice(choices), { ...must, choices, ...more })
const yes = (key: string, zh: string, en: string) => column(key, zh, en, yesNo, { choices: YES_NO, width: 8, type: 'boolean' })
const count = (key: string, zh: string, en: string, min = 0) =>
  column(key, zh, en, whole(min, 100_000), { ...must, width: 10, type: 'integer' })

/** Both given, the second must come after the first. */
const after = (first: string, second: string) => (row: TableRow) => {
  const [from, to] = [row[first], row[second]]
  return typeof from === 'string' && typeof to === 'string' && to <= from
    ? { key: second, message: `expected a value after ${from}, found ${to}` }
    : null
}
/** Both given, the second lies at most so many hours after the first: nobody is on a post for a week. */
const within = (first: string, second: string, hours: number) => (row: TableRow) =>
  Date.parse(String(row[second])) - Date.parse(String(row[first])) > hours * 3_600_000
    ? { key: second, message: `expected at most ${hours} hours after ${String(row[first])}, found ${String(row[second])}` }
    : null
const needs = (key: string, when: (row: TableRow) => boolean, why: string) => (row: TableRow) =>
  when(row) && (row[key] === null || row[key] === undefined) ? { key, message: `expected a value: ${why}` } : null
const first =
  (...checks: readonly NonNullable<PlainTable['check']>[]): NonNullable<PlainTable['check']> =>
  (row) => {
    for (const check of checks) {
      const wrong = check(row)
      if (wrong) return wrong
    }
    return null
  }

const BUTTON_PLACES = { gateRoom: '门卫室', dormitory: '宿舍值班室', controlRoom: '安防监控中心', other: '其他' }
const DUTIES = { peakDuty: '高峰勤务', guardPost: '护学岗' }
const DUTY_RESULTS = { onPost: '到岗', lateArrival: '迟到', absent: '缺岗', amended: '补签', leave: '请假' }
const DRILLS = { evacuation: '疏散', fire: '消防', earthquake: '地震', violence: '防暴恐', other: '其他' }
const TITLES = { safeSchool: '平安校园', healthPromoting: '健康促进学校' }
/** What a title rests on; which of them are asked for is the rule's. */
export const CONDITIONS = {
  healthLessons: '开设健康教育课',
  smokeFree: '符合无烟学校标准',
  noFoodPoisoning: '无集体性食物中毒',
  noSafetyAccident: '无安全责任事故',
  safetyLessons: '安全教育课时落实',
  noNegativeEvent: '无负面清单事项',
}
const LEVEL_OF_TITLE = { national: '国家级', province: '省（自治区）级', city: '市级', district: '区县级' }
const PROTECTIONS = {
  barrier: '硬质防冲撞设施',
  perimeter: '实体围墙防攀爬',
  separateEntrances: '人车分流',
  closedCampus: '封闭化管理',
  gateRoom: '门卫室设置',
  visitorCheck: '来访登记核验',
  lighting: '校门照明',
}
const STATES = { present: '已设', broken: '损坏', missing: '未设', notPossible: '条件不允许' }
/** Key places of GB/T 29315-2022, table of places; the list is the bureau's to edit by a new version of the rule. */
const KEY_PLACES = {
  gateOutside: '校门外一定区域',
  gate: '校门出入口',
  gateRoom: '门卫室',
  perimeter: '周界',
  mainRoad: '校内主要道路',
  teaching: '教学楼出入口与走廊',
  office: '行政办公区',
  dormitory: '宿舍楼出入口与值班室',
  canteen: '食堂操作间与储藏室',
  waterPower: '水电气热设备间',
  library: '图书馆',
  laboratory: '实验室与危险品库',
  sports: '操场与体育场馆',
  archive: '档案室、财务室、试卷保密室',
  parking: '停车场与校车停放点',
  controlRoom: '安防监控中心',
}
const VENUE_KINDS = Object.fromEntries(VenueKind.options.map((kind) => [kind, HAZARD_KIND_WORDS[kind]]))
/** Rows that the system numbers by itself: an empty cell is a new one, unless the rest says that it is known. */
const ownId = column(
  'id',
  '系统编号',
  'Own number',
  code(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a number of an export, or nothing'),
  {
    width: 38,
  },
)
/** The police number cameras as annex D of GB/T 28181 does (R42): twenty digits alone are none. */
const cameraId: Column['read'] = (text, datum) => {
  const read = code(/^\d{20}$/, '20 digits')(text, datum)
  const wrong = 'value' in read ? gbIdRefusal(String(read.value), 'camera') : null
  return wrong === null ? read : { wrong }
}
const AREAS = { inside: '校内', gateStreet: '校门外街面' }

export const REGISTERS: Record<TableKind, Register> = {
  school: {
    zh: '学校',
    en: 'Schools',
    roles: HARDWARE,
    plain: null,
    columns: [
      column('id', '学校代码', 'School code', SCHOOL_CODE, must),
      column('name', '学校名称', 'School', words(100), { ...must, width: 28 }),
      column('level', '学段', 'Level', choice(LEVELS), { ...must, choices: LEVELS }),
      column('township', '乡镇街道', 'Township', words(100), must),
      column('pupils', '学生数', 'Pupils', whole(0, 100_000)),
      column('boarding', '寄宿', 'Boarding', yesNo, { choices: YES_NO, width: 8 }),
    ],
  },
  campus: {
    zh: '校园（边界或中心点）',
    en: 'Campuses (boundary or point)',
    roles: HARDWARE,
    plain: null,
    columns: [
      column('id', '校区代码', 'Campus code', ID, must),
      column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must),
      column('name', '校区名称', 'Campus', words(100), { ...must, width: 24 }),
      column('boundary', '边界', 'Boundary', boundary, { width: 48 }),
      longitude,
      latitude,
      column('gates', '校门', 'Gates', gates, { width: 40 }),
    ],
  },
  device: {
    zh: '设备',
    en: 'Devices',
    roles: HARDWARE,
    plain: null,
    columns: [
      column('id', '设备编号', 'Device id', ID),
      column('schoolId', '学校代码', 'School code', SCHOOL_CODE, must),
      column('campusId', '校区代码', 'Campus code', ID),
      column('kind', '类型', 'Kind', choice(KINDS), { ...must, choices: KINDS }),
      column('source', '来源', 'Source', code(/^\S{1,200}$/, 'the name of a source'), { ...must, width: 24 }),
      column('externalId', '设备身份', 'Identity', code(/^.{1,200}$/, '1–200 characters'), { ...must, width: 26 }),
      column('point', '分区', 'Point', code(/^.{1,64}$/, '1–64 characters'), { width: 8 }),
      column('name', '名称', 'Name', words(100), { width: 24 }),
      longitude,
      latitude,
      column('silent', '无声', 'Silent', yesNo, { choices: YES_NO, width: 8 }),
    ],
  },
  guard: {
    zh: '保安',
    en: 'Guards',
    roles: [...SCHOOL, 'technician'],
    plain: {
      table: 'guard',
      key: ['id'],
      defaults: { fullTime: true },
      check: first(after('employedFrom', 'employedUntil'), ({ licenceFrom, licenceTo }) =>
        typeof licenceFrom === 'string' && typeof licenceTo === 'string' && licenceTo < licenceFrom
          ? { key: 'licenceTo', message: `expected a day from ${licenceFrom} on, found ${licenceTo}` }
          : null,
      ),
    },
    columns: [
      column('id', '保安编号', 'Guard id', ID, must),
      schoolId,
      text('name', '姓名', 'Name', 50, must),
      column('phone', '电话', 'Telephone', code(/^\+?[\d -]{3,20}$/, 'a telephone number')),
      column('licence', '保安员证号', 'Guard licence', code(/^[\dA-Za-z-]{4,40}$/, '4–40 digits and letters'), { width: 24 }),
      column('licenceFrom', '发证日期', 'Licence issued on', day, date),
      column('licenceTo', '证件有效期至', 'Licence valid to', day, date),
      column('employedFrom', '到岗日期', 'Employed from', day, date),
      column('employedUntil', '离岗日期', 'Left on', day, date),
      yes('fullTime', '专职', 'Full time'),
    ],
  },
  guardCheck: {
    zh: '保安背景审查',
    en: 'Background checks of guards',
    roles: PEOPLE,
    plain: { table: 'guard_check', key: ['guardId', 'checkedOn'] },
    columns: [
      schoolId,
      column('guardId', '保安编号', 'Guard id', ID, must),
      column('checkedOn', '审查日期', 'Checked on', day, { ...must, ...date }),
      pick('result', '结论', 'Result', { clear: '无问题', refused: '不得录用' }),
      text('issuer', '审查单位', 'Checked by', 100, must),
    ],
  },
  gateRoomShift: {
    zh: '门卫室值守',
    en: 'Gate-room roster',
    roles: SCHOOL,
    plain: {
      table: 'gate_room_shift',
      key: ['schoolId', 'campusId', 'startsAt', 'guardName'],
      check: first(after('startsAt', 'endsAt'), within('startsAt', 'endsAt', 48)),
    },
    columns: [
      schoolId,
      column('startsAt', '开始', 'From', moment, { ...must, ...at }),
      column('endsAt', '结束', 'Until', moment, { ...must, ...at }),
      text('guardName', '值守人', 'Guard', 50, must),
      campusId,
    ],
  },
  dutyWindow: {
    zh: '勤务与护学岗时段',
    en: 'Windows of duty and posts',
    roles: SCHOOL,
    plain: {
      table: 'duty_window',
      key: ['schoolId', 'kind', 'post', 'weekdays', 'starts', 'fromDay'],
      check: first(after('starts', 'ends'), after('fromDay', 'untilDay')),
    },
    columns: [
      schoolId,
      pick('kind', '类别', 'Kind', DUTIES),
      text('post', '岗位', 'Post', 50, must),
      column('weekdays', '星期', 'Weekdays', weekdays, must),
      column('starts', '开始', 'From', clockTime, { ...must, type: 'time', width: 10 }),
      column('ends', '结束', 'Until', clockTime, { ...must, type: 'time', width: 10 }),
      column('fromDay', '起用日期', 'Valid from', day, { ...must, ...date }),
      column('untilDay', '停用日期', 'Ended on', day, date),
    ],
  },
  dutyCheckIn: {
    zh: '勤务与护学岗签到',
    en: 'Check-ins at duty and posts',
    roles: SCHOOL,
    plain: {
      table: 'duty_check_in',
      key: ['schoolId', 'kind', 'post', 'onAt', 'who'],
      check: first(
        after('onAt', 'offAt'),
        within('onAt', 'offAt', 24),
        needs('confirmedBy', ({ result }) => result === 'amended', '补签 counts only when somebody confirmed it'),
      ),
    },
    columns: [
      schoolId,
      pick('kind', '类别', 'Kind', DUTIES),
      text('post', '岗位', 'Post', 50, must),
      column('onAt', '到岗', 'On post', moment, { ...must, ...at }),
      column('offAt', '离岗', 'Off post', moment, { ...must, ...at }),
      text('who', '人员', 'Who', 50, must),
      pick('result', '结果', 'Result', DUTY_RESULTS),
      text('confirmedBy', '确认人', 'Confirmed by', 50),
    ],
  },
  patrolRound: {
    zh: '巡查',
    en: 'Patrol rounds',
    roles: SCHOOL,
    plain: { table: 'patrol_round', key: ['schoolId', 'at', 'who'] },
    columns: [
      schoolId,
      column('at', '时间', 'At', moment, { ...must, ...at }),
      text('who', '巡查人', 'Who', 50, must),
      count('places', '应巡部位数', 'Places listed', 1),
      count('visited', '实巡部位数', 'Places visited'),
      text('skipped', '漏巡部位', 'Skipped', 200),
    ],
  },
  drill: {
    zh: '应急演练',
    en: 'Drills',
    roles: SCHOOL,
    plain: { table: 'drill', key: ['schoolId', 'onDay', 'kind'] },
    columns: [
      schoolId,
      column('onDay', '日期', 'Day', day, { ...must, ...date }),
      pick('kind', '类别', 'Kind', DRILLS),
      count('people', '参加人数', 'People', 1),
      text('note', '说明', 'Note', 200),
    ],
  },
  healthStaff: {
    zh: '卫生人员',
    en: 'Health staff',
    roles: SCHOOL,
    plain: {
      table: 'health_staff',
      key: ['schoolId', 'name', 'fromDay'],
      defaults: { fullTime: true },
      check: after('fromDay', 'untilDay'),
    },
    columns: [
      schoolId,
      text('name', '姓名', 'Name', 50, must),
      yes('fullTime', '专职', 'Full time'),
      text('qualification', '资格', 'Qualification', 100),
      column('fromDay', '到岗日期', 'From', day, { ...must, ...date }),
      column('untilDay', '离岗日期', 'Left on', day, date),
    ],
  },
  title: {
    zh: '创建称号',
    en: 'Titles',
    roles: PEOPLE,
    plain: {
      table: 'title',
      key: ['schoolId', 'kind', 'issuedOn'],
      check: first(
        needs('revokedReason', ({ revokedOn }) => typeof revokedOn === 'string', 'a title is revoked for a reason'),
        needs('revokedOn', ({ revokedReason }) => typeof revokedReason === 'string', 'there is a reason of revocation'),
        ({ issuedOn, validTo }) =>
          typeof validTo === 'string' && validTo < String(issuedOn)
            ? { key: 'validTo', message: `expected a day from ${String(issuedOn)} on, found ${validTo}` }
            : null,
      ),
    },
    columns: [
      schoolId,
      pick('kind', '称号', 'Title', TITLES),
      pick('level', '级别', 'Level', LEVEL_OF_TITLE),
      text('issuer', '授予单位', 'Issuer', 100, must),
      text('number', '文号', 'Number', 60),
      column('issuedOn', '授予日期', 'Issued on', day, { ...must, ...date }),
      column('validTo', '有效期至', 'Valid to', day, date),
      column('revokedOn', '撤销日期', 'Revoked on', day, date),
      text('revokedReason', '撤销原因', 'Reason of revocation', 200),
    ],
  },
  titleCondition: {
    zh: '创建前置条件',
    en: 'Preconditions of titles',
    roles: PEOPLE,
    plain: {
      table: 'title_condition',
      key: ['schoolId', 'kind', 'condition', 'checkedOn'],
      check: first(
        needs('note', ({ state }) => state === 'broken', 'what happened, or what is not there'),
        ({ checkedOn, validTo }) =>
          typeof validTo === 'string' && validTo < String(checkedOn)
            ? { key: 'validTo', message: `expected a day from ${String(checkedOn)} on, found ${validTo}` }
            : null,
      ),
    },
    columns: [
      schoolId,
      pick('kind', '称号', 'Title', TITLES),
      pick('condition', '前置条件', 'Precondition', CONDITIONS, { width: 22 }),
      pick('state', '结论', 'Finding', { kept: '符合', broken: '不符合' }),
      column('checkedOn', '核查日期', 'Checked on', day, { ...must, ...date }),
      column('validTo', '有效期至', 'Valid to', day, date),
      text('issuer', '出具单位', 'Attested by', 100, must),
      text('number', '文号', 'Number', 60),
      text('note', '说明', 'Note', 200),
    ],
  },
  protectionItem: {
    zh: '物防检查',
    en: 'Physical protection',
    roles: SCHOOL,
    plain: {
      table: 'protection_item',
      key: ['schoolId', 'kind', 'checkedOn'],
      check: needs('note', ({ state }) => state === 'notPossible', 'why the place does not allow it'),
    },
    columns: [
      schoolId,
      pick('kind', '项目', 'Item', PROTECTIONS),
      pick('state', '状况', 'State', STATES),
      column('checkedOn', '检查日期', 'Checked on', day, { ...must, ...date }),
      text('checkedBy', '检查人', 'Checked by', 50, must),
      text('note', '说明', 'Note', 200),
    ],
  },
  equipmentItem: {
    zh: '防护装备',
    en: 'Equipment of guards',
    roles: SCHOOL,
    plain: { table: 'equipment_item', key: ['schoolId', 'item', 'checkedOn'] },
    columns: [
      schoolId,
      text('item', '装备', 'Item', 40, must),
      count('required', '应配', 'Required'),
      count('present', '实有', 'Present'),
      column('expiresOn', '有效期至', 'Valid to', day, date),
      column('checkedOn', '清点日期', 'Counted on', day, { ...must, ...date }),
      text('source', '依据', 'Source', 100, must),
    ],
  },
  keyPlace: {
    zh: '重点部位',
    en: 'Key places',
    roles: PEOPLE,
    plain: {
      table: 'key_place',
      key: ['schoolId', 'campusId', 'place'],
      check: first(
        needs('reason', ({ applicable }) => applicable === false, '不适用 needs a reason'),
        needs('approvedBy', ({ applicable }) => applicable === false, '不适用 needs an approver'),
      ),
    },
    columns: [
      schoolId,
      pick('place', '部位', 'Place', KEY_PLACES, { width: 24 }),
      column('applicable', '适用', 'Applicable', yesNo, { ...must, choices: YES_NO, width: 8, type: 'boolean' }),
      text('reason', '不适用原因', 'Why not', 200),
      text('approvedBy', '批准人', 'Approved by', 50),
      campusId,
    ],
  },
  cameraPlace: {
    zh: '摄像机部位',
    en: 'Where cameras look',
    roles: BOTH,
    plain: {
      table: 'camera_place',
      key: ['deviceId'],
      device: 'camera',
      defaults: { required: true },
    },
    columns: [
      schoolId,
      deviceId,
      column('place', '重点部位', 'Key place', choice(KEY_PLACES), { choices: KEY_PLACES, width: 24 }),
      pick('area', '区域', 'Area', AREAS),
      yes('required', '须联网', 'Must be networked'),
    ],
  },
  policeCatalog: {
    zh: '公安平台目录',
    en: 'Catalogue of the police platform',
    roles: BOTH,
    plain: {
      table: 'police_catalog',
      key: ['gbId'],
      device: 'camera',
      check: first(
        needs('signedBy', ({ source }) => source === 'signedList', 'a list counts only when it is signed'),
        after('listedOn', 'removedOn'),
      ),
    },
    columns: [
      schoolId,
      column('gbId', '国标编码', 'GB/T 28181 ID', cameraId, { ...must, width: 24 }),
      deviceId,
      column('listedOn', '列入日期', 'Listed on', day, { ...must, ...date }),
      column('removedOn', '移出日期', 'Removed on', day, date),
      pick('source', '来源', 'Source', { catalog: '28181 目录', signedList: '签字清单' }),
      text('signedBy', '签字人', 'Signed by', 50),
    ],
  },
  pictureProof: {
    zh: '公安平台图像核验',
    en: 'Pictures seen at the police',
    roles: BOTH,
    plain: { table: 'picture_proof', key: ['deviceId', 'at'], device: 'camera' },
    columns: [schoolId, deviceId, column('at', '时间', 'At', moment, { ...must, ...at }), text('seenBy', '核验人', 'Seen by', 50, must)],
  },
  recorderCheck: {
    zh: '录像机检查',
    en: 'Checks of recorders',
    roles: BOTH,
    plain: { table: 'recorder_check', key: ['deviceId', 'at'], device: 'recorder', check: after('oldestAt', 'at') },
    columns: [
      schoolId,
      deviceId,
      column('at', '检查时间', 'At', moment, { ...must, ...at }),
      column('oldestAt', '最早录像', 'Oldest picture', moment, { ...must, ...at }),
      column('clockOffsetS', '时钟偏差（秒）', 'Clock offset (s)', number(-86_400, 86_400, ' s'), { ...must, type: 'double precision' }),
    ],
  },
  buttonPlace: {
    zh: '报警按钮场所',
    en: 'Places of buttons',
    roles: BOTH,
    plain: { table: 'button_place', id: 'device_id', key: ['deviceId'], device: 'panicButton' },
    columns: [schoolId, deviceId, pick('place', '场所', 'Place', BUTTON_PLACES)],
  },
  policeTest: {
    zh: '按钮直测公安',
    en: 'Tests of buttons to the police',
    roles: BOTH,
    plain: { table: 'police_test', key: ['deviceId', 'at'], device: 'panicButton' },
    columns: [
      schoolId,
      deviceId,
      column('at', '时间', 'At', moment, { ...must, ...at }),
      pick('reached', '测至', 'Reached', { centre: '中心', police: '公安' }),
      text('receipt', '公安回执', 'Receipt', 60),
      text('officer', '民警', 'Officer', 50),
    ],
  },
  policeLink: {
    zh: '公安联网线路',
    en: 'Links with the police',
    roles: BOTH,
    plain: { table: 'police_link', id: 'device_id', key: ['deviceId'], device: 'any', check: after('fromDay', 'untilDay') },
    columns: [
      schoolId,
      deviceId,
      pick('kind', '方式', 'Kind', { platform: '平台级联', panel: '报警主机', line: '专线' }),
      column('fromDay', '起用日期', 'From', day, { ...must, ...date }),
      column('untilDay', '停用日期', 'Until', day, date),
    ],
  },
  schoolLife: {
    zh: '学校设立与撤并',
    en: 'Opening and closing of schools',
    roles: PEOPLE,
    plain: {
      table: 'school_life',
      id: 'school_id',
      key: ['schoolId'],
      check: first(after('openedOn', 'closedOn'), ({ schoolId, mergedInto }) =>
        mergedInto === schoolId ? { key: 'mergedInto', message: 'expected another school' } : null,
      ),
    },
    columns: [
      schoolId,
      column('openedOn', '设立日期', 'Opened on', day, date),
      column('closedOn', '撤并日期', 'Closed on', day, date),
      column('mergedInto', '并入学校', 'Merged into', SCHOOL_CODE),
    ],
  },
  campusLife: {
    zh: '校区启用与撤并',
    en: 'Opening and closing of campuses',
    roles: PEOPLE,
    plain: {
      table: 'campus_life',
      id: 'campus_id',
      key: ['campusId'],
      check: first(after('openedOn', 'closedOn'), ({ campusId, mergedInto }) =>
        mergedInto === campusId ? { key: 'mergedInto', message: 'expected another campus' } : null,
      ),
    },
    columns: [
      schoolId,
      column('campusId', '校区代码', 'Campus code', ID, must),
      column('openedOn', '启用日期', 'Opened on', day, date),
      column('closedOn', '撤并日期', 'Closed on', day, date),
      column('mergedInto', '并入校区', 'Merged into', ID),
    ],
  },
  calendarDay: {
    zh: '校历',
    en: 'School calendar',
    roles: PEOPLE,
    plain: {
      table: 'calendar_day',
      key: ['day'],
      check: ({ kind, weekday }) =>
        kind !== 'makeUp' && typeof weekday === 'string'
          ? { key: 'weekday', message: 'expected nothing: only 调休上课 makes up for a weekday' }
          : null,
    },
    columns: [
      column('day', '日期', 'Day', day, { ...must, ...date }),
      pick('kind', '类别', 'Kind', { term: '上课', holiday: '放假', exam: '考试', makeUp: '调休上课' }),
      column('weekday', '补星期几的课', 'Weekday made up for', choice(MADE_UP), { choices: MADE_UP }),
    ],
  },
  task: {
    zh: '任务清单',
    en: 'Task list',
    roles: ['bureau'],
    plain: null,
    columns: [
      column('id', '任务编号', 'Task number', code(/^[A-Za-z0-9._-]{1,64}$/, '1–64 of letters, digits and . _ -'), must),
      text('point', '方案条目', 'Point of the plan', 100, must),
      text('text', '任务', 'Task', 1000, { ...must, width: 50 }),
      column('measureId', '对应指标', 'Measure', ID),
      text('leadDept', '牵头部门', 'Lead department', 100, { ...must, width: 22 }),
      text('responsible', '责任部门', 'Responsible departments', 1000, { width: 36 }),
      text('person', '责任人', 'Person'),
      text('leader', '包抓领导', 'Leader in charge'),
      column('startsOn', '开始', 'Starts', planDay, must),
      column('dueOn', '完成时限', 'Due', planDay, must),
      column('milestones', '节点', 'Milestones', milestones, { width: 40 }),
      text('evidence', '佐证要求', 'Evidence asked for', 500, { width: 28 }),
      ...(['Planned', 'Arrived', 'Spent'] as const).map((which, n) =>
        column(`budget${which}`, `${['计划', '到位', '支出'][n]}经费`, `Budget ${which.toLowerCase()}`, number(0, 1e11, ' yuan'), {
          width: 14,
        }),
      ),
    ],
  },
  venue: {
    zh: '周边场所',
    en: 'Venues near schools',
    roles: ['bureau'],
    plain: null,
    columns: [
      ownId,
      pick('kind', '类别', 'Kind', VENUE_KINDS),
      text('name', '名称', 'Name', 100, { ...must, width: 28 }),
      text('address', '地址', 'Address', 200, { width: 36 }),
      column('lng', '经度', 'Longitude', number(-180, 180, '°'), { ...must, width: 14 }),
      column('lat', '纬度', 'Latitude', number(-90, 90, '°'), { ...must, width: 14 }),
      column('accuracyM', '定位误差（米）', 'Error of the position (m)', number(0, 1000, ' m'), must),
      column('note', '备注', 'Note', prose(1000), { width: 28 }),
      column('closedOn', '停业日期', 'Closed on', planDay),
    ],
  },
  hazard: {
    zh: '隐患台账',
    en: 'Hazards',
    roles: ['bureau'],
    plain: null,
    columns: [
      ownId,
      schoolId,
      pick('place', '周边或校内', 'Place', HAZARD_PLACE_WORDS),
      pick('kind', '类别', 'Kind', HAZARD_KIND_WORDS),
      text('title', '隐患', 'Hazard', 100, { ...must, width: 32 }),
      column('detail', '说明', 'Detail', prose(1000), { width: 40 }),
      pick('risk', '风险等级', 'Risk', RISK_WORDS),
      longitude,
      latitude,
      text('foundBy', '发现人', 'Found by', 100, must),
      column('foundAt', '发现时间', 'Found at', dayOrMoment, { ...must, ...at }),
      text('leadDept', '牵头部门', 'Lead department', 100, { width: 22 }),
      text('coDepts', '责任部门', 'Responsible departments', 1000, { width: 36 }),
      text('person', '责任人', 'Person'),
      column('dueOn', '整改期限', 'Due', planDay),
    ],
  },
}

/** Whether a row is of a school outside these; null = every school's are inside, and so are rows of no school. */
export function isForeign(kind: TableKind, row: Readonly<Record<string, unknown>>, schoolIds: readonly string[] | null): boolean {
  const owner = kind === 'school' ? row.id : row.schoolId
  return schoolIds !== null && typeof owner === 'string' && !schoolIds.includes(owner)
}

/** A row as its sheet has it: a campus's point stands in two columns. */
export function sheetValues(kind: TableKind, row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (kind !== 'campus') return row
  const { coordinates } = (row.point ?? {}) as { coordinates?: readonly [number, number] }
  const gates = (row.gates ?? []) as readonly { name: string; position: readonly [number, number] }[]
  const doors = gates.map(({ name, position }) => `${name} ${position.join(',')}`).join('；')
  return { ...row, lng: coordinates?.[0] ?? null, lat: coordinates?.[1] ?? null, gates: doors || null }
}

/** The registers that a role may bring in. */
export const registersOf = (role: Role): TableKind[] =>
  (Object.keys(REGISTERS) as TableKind[]).filter((kind) => REGISTERS[kind].roles.includes(role))
