import type { GapReason } from '#contracts/measure.ts'
import { shanghaiMoment } from './shanghai.ts'

export type NoteLanguage = 'zh' | 'en'

/** Reasons in words; what stands in braces is filled in, what stands in brackets is left out when its figure is missing. */
const WORDS: Record<string, readonly [zh: string, en: string]> = {
  pupilsMissing: ['学生数未登记，无法算应配数', 'the number of pupils is not registered, so nothing can be required'],
  noGuardRegistered: ['保安名册为空[，应配 {required} 人]', 'no guard is registered[, {required} required]'],
  guardsMissing: [
    '[学生 {pupils} 人]应配保安 {required} 人，计入 {present} 人，缺 {missing} 人',
    '[{pupils} pupils need ]{required} guards, {present} count, {missing} missing',
  ],
  guardInTwoSchools: ['{name} 同时在 {school} 名册上，两校均不计', '{name} is also on the list of {school}: counts in neither'],
  inTwoSchools: ['同时在另一所学校的名册上', 'is on the list of another school too'],
  partTime: ['非专职', 'not full time'],
  licenceMissing: ['[{name} ]没有保安员证号', '[{name} has ]no licence'],
  validityMissing: ['[{name} ]保安员证没有有效期', '[{name}: ]the licence has no validity'],
  licenceExpired: ['[{name} ]保安员证已过期[（有效至 {validTo}）]', '[{name}: ]the licence has expired[ (valid to {validTo})]'],
  noBackgroundCheck: ['没有背景审查记录[，在岗 {guards} 人]', 'no background check on record[, {guards} guards]'],
  neverChecked: ['[{name} ]未做背景审查', '[{name} was ]never checked'],
  checkRefused: ['[{name} ]背景审查未通过', '[{name}: ]the background check refused'],
  checkTooOld: ['[{name} ]背景审查已过期', '[{name}: ]the background check is too old'],
  noRoster: ['没有门卫室值守表', 'no gate-room roster'],
  rosterHole: ['门卫室 {from} 至 {to} 无人值守（{minutes} 分钟）', 'gate room not manned from {from} to {to} ({minutes} min)'],
  noPatrol: ['没有巡查记录', 'no patrol on record'],
  patrolsShort: ['{day} 完整巡查 {rounds} 次，应 {required} 次', '{rounds} full rounds on {day}, {required} required'],
  placesSkipped: ['漏巡部位[：{skipped}]', 'places skipped[: {skipped}]'],
  noDrill: ['没有演练记录[，每 {months} 个月应有一次]', 'no drill on record[, one is due every {months} months]'],
  drillMissing: ['{from} 至 {to} 没有演练', 'no drill from {from} to {to}'],
  outsidePeriod: ['不在应演练的时段内', 'not within the stretch that is judged'],
  noButton: ['没有登记一键式报警器[，应有 {required} 处]', 'no panic button is registered[, {required} places require one]'],
  noButtonInPlace: ['{place}没有一键式报警器', 'no panic button in the {place}'],
  notHeard: ['[{place}的]报警器[ {device}] 未在线', 'the button[ {device}][ in the {place}] is not heard'],
  neverTested: [
    '[{buttons} 个][{place}的]报警器[ {device}] 从未直测公安',
    '[{buttons} × ]button[ {device}][ in the {place}] never tested to the police',
  ],
  testedToCentre: [
    '[{buttons} 个][{place}的]报警器[ {device}] 只测至中心，不计',
    '[{buttons} × ]button[ {device}][ in the {place}] tested to the centre only, which does not count',
  ],
  testNotProven: [
    '[{place}的]报警器[ {device}] 直测无公安回执或民警姓名',
    'the test of[ {device}][ in the {place}] has neither the police’s receipt nor an officer’s name',
  ],
  testTooOld: [
    '[{buttons} 个][{place}的]报警器[ {device}] 直测公安已过期',
    '[{buttons} × ]button[ {device}][ in the {place}] tested too long ago',
  ],
  placeUnknown: ['未登记在哪个场所', 'its place is not registered'],
  placeNotRequired: ['不在规定场所', 'not in a required place'],
  noPoliceLink: ['没有登记公安联网线路', 'no link with the police is registered'],
  linkNotHeard: ['联网设备[ {device}] 未在线', 'the link’s device[ {device}] is not heard'],
  deviceUnknown: ['登记的设备[ {device}] 不存在', 'the registered device[ {device}] does not exist'],
  noCamera: ['没有登记的摄像机', 'no camera is registered'],
  noCameraPlaced: ['没有登记摄像机所看的部位', 'no camera’s place is registered'],
  noCameraAtPlace: ['{place}没有摄像机', 'no camera at the {place}'],
  cameraNotWorking: ['{place}的摄像机（{cameras} 台）均未在线', 'none of the {cameras} cameras at the {place} is online'],
  notWorking: ['未在线', 'not online'],
  noCatalog: ['没有公安平台目录[，须联网 {cameras} 台]', 'no catalogue of the police platform[, {cameras} cameras to be listed]'],
  notInCatalog: ['[{cameras} 台]不在公安平台目录中', '[{cameras} cameras ]not in the police’s catalogue'],
  noPicture: ['[{cameras} 台]周期内没有图像核验', '[{cameras} cameras ]without a picture proven in the period'],
  notOnline: ['{devices} 台未在线', '{devices} not online'],
  noInterval: ['没有在线时长记录', 'no time online on record'],
  belowPercent: [
    '完好率[ {percent}%]低于要求[ {required}%][，{cameras} 台不足][（检修 {maintenanceHours} 小时另列）]',
    'in service[ {percent}%] below what is required[ ({required}%)][, {cameras} cameras short][ (maintenance of {maintenanceHours} h apart)]',
  ],
  noRecorder: ['没有登记的录像机', 'no recorder is registered'],
  retentionUnknown: ['录像机[ {recorder}] 保存期限未证明', 'the retention of[ {recorder}][ {recorders} recorders] is not proven'],
  retentionShort: ['录像机[ {recorder}] 保存 {days} 天，应 {required} 天', 'recorder[ {recorder}] keeps {days} days, {required} required'],
  clockUnknown: ['录像机[ {recorder}] 时钟未检查', 'the clock of[ {recorder}][ {recorders} recorders] was not checked'],
  clockOff: ['录像机[ {recorder}] 时钟偏差 {offsetS} 秒', 'the clock of[ {recorder}] is off by {offsetS} s'],
  faultsLate: ['{faults} 起故障未在时限内修复', '{faults} faults not mended in time'],
  stillOpen: ['未修复', 'still open'],
  mendedLate: ['超时限修复', 'mended too late'],
  noCampus: ['没有登记校园', 'no campus is registered'],
  beltProvisional: ['{campus} 只有中心点，安全带为暂定', '{campus} has a point only: its belt is provisional'],
  neverSurveyed: ['[{campus} ]从未排查', '[{campus} ]never surveyed'],
  surveyTooOld: ['[{campus} ]排查已过期', 'the survey[ of {campus}] is too old'],
  hazardOverdue: ['[{hazards} 项]隐患到期未销号', '[{hazards} hazards ]due and not struck off'],
  provisional: ['只有中心点，暂定', 'from a point only, provisional'],
  noHealthStaff: ['没有登记卫生人员[，应配 {required} 人]', 'no health staff registered[, {required} required]'],
  healthStaffMissing: [
    '[学生 {pupils} 人]应配卫生人员 {required} 人，计入 {present} 人，缺 {missing} 人',
    '[{pupils} pupils need ]{required} health staff, {present} count, {missing} missing',
  ],
  postEnded: ['已离岗', 'no longer in post'],
  noTitle: ['没有登记称号', 'no title is registered'],
  titleExpired: ['称号已过期[（有效至 {validTo}）]', 'the title has expired[ (valid to {validTo})]'],
  revoked: ['已撤销', 'revoked'],
  notCounted: ['装备没有清点记录', 'the equipment was not counted'],
  itemNotListed: ['{item} 没有登记', '{item} is not on the list'],
  tooFew: ['[{item}] 应有 {required}，实有 {present}', '[{item}:] {required} required, {present} present'],
  itemExpired: ['[{item} ]已过有效期', '[{item} is ]past its validity'],
  notInspected: ['没有检查记录', 'never inspected'],
  inspectionTooOld: ['检查已过期[（{checkedOn}）]', 'the inspection is too old[ ({checkedOn})]'],
  absent: ['没有[（{checkedOn} 检查）]', 'not there[ (inspected {checkedOn})]'],
  damaged: ['损坏[（{checkedOn} 检查）]', 'damaged[ (inspected {checkedOn})]'],
  noWindow: ['没有登记高峰时段', 'no peak-hour window is registered'],
  noCheckIn: ['没有到岗记录[，应 {required} 分钟]', 'no check-in on record[, {required} minutes required]'],
  postNotManned: ['岗位未到人', 'the post was not manned'],
  notConfirmed: ['签到未经确认', 'the check-in was not confirmed'],
  notInForce: ['不在有效期内', 'not in force'],
  notQualified: ['无资质', 'not qualified'],
  notYet: ['尚未开始', 'not yet begun'],
  offline: ['离线', 'offline'],
  unknown: ['状态未知', 'state unknown'],
  maintenance: ['检修中', 'in maintenance'],
  nothingRequired: ['没有要求', 'nothing is required'],
  nothingRequiredYet: ['本期尚无要求', 'nothing is required yet'],
  allInMaintenance: ['全部在检修', 'all in maintenance'],
  notApplicable: ['不适用', 'not applicable'],
}

/** Codes that stand for a value of a fact. */
const VALUES: Record<string, readonly [zh: string, en: string]> = {
  gateRoom: ['门卫室', 'gate room'],
  dormitory: ['宿舍值班室', 'dormitory'],
  controlRoom: ['监控中心', 'control room'],
  other: ['其他场所', 'other place'],
  gateOutside: ['校门外', 'street before the gate'],
  gate: ['校门', 'gate'],
  perimeter: ['周界', 'perimeter'],
  mainRoad: ['校内主干道', 'main road'],
  teaching: ['教学楼', 'teaching building'],
  office: ['办公楼', 'office building'],
  canteen: ['食堂', 'canteen'],
  waterPower: ['水电气房', 'water and power'],
  library: ['图书馆', 'library'],
  laboratory: ['实验室', 'laboratory'],
  sports: ['运动场馆', 'sports ground'],
  archive: ['档案财务室', 'archive'],
  parking: ['停车场', 'parking'],
  barrier: ['防冲撞设施', 'anti-ramming barrier'],
  closedCampus: ['封闭化管理', 'closed campus'],
  gateLighting: ['校门照明', 'gate lighting'],
  separateEntrances: ['人车分流', 'people and vehicles apart'],
  visitorCheck: ['访客查验', 'visitor check'],
  healthPromoting: ['健康促进学校', 'health-promoting school'],
  safeSchool: ['平安校园', 'safe school'],
  clear: ['无问题', 'clear'],
  refused: ['未通过', 'refused'],
  online: ['在线', 'online'],
  offline: ['离线', 'offline'],
  unknown: ['未知', 'unknown'],
  maintenance: ['维护中', 'maintenance'],
  police: ['公安', 'police'],
  centre: ['监控中心', 'centre'],
  true: ['是', 'yes'],
  false: ['否', 'no'],
}

/** Kinds of evidence. */
const KINDS: Record<string, readonly [zh: string, en: string]> = {
  guard: ['保安', 'guard'],
  guardCheck: ['背景审查', 'background check'],
  gateRoomShift: ['门卫室值守', 'gate-room shift'],
  patrol: ['巡查', 'patrol'],
  drill: ['演练', 'drill'],
  device: ['设备', 'device'],
  keyPlace: ['重点部位', 'key place'],
  fault: ['故障', 'fault'],
  campus: ['校园', 'campus'],
  policeTest: ['直测公安', 'test to the police'],
  title: ['称号', 'title'],
  healthStaff: ['卫生人员', 'health staff'],
  equipment: ['装备', 'equipment'],
  facility: ['设施', 'facility'],
  checkIn: ['签到', 'check-in'],
  dutyWindow: ['高峰时段', 'peak-hour window'],
  equipmentItem: ['装备', 'equipment'],
  protectionItem: ['物防设施', 'physical protection'],
  hazard: ['隐患', 'hazard'],
  task: ['任务', 'task'],
}

/** Names of facts. */
const FACTS: Record<string, readonly [zh: string, en: string]> = {
  place: ['场所', 'place'],
  state: ['状态', 'state'],
  reached: ['测至', 'tested to'],
  receipt: ['公安回执', 'police receipt'],
  officer: ['民警', 'officer'],
  kind: ['方式', 'kind'],
  fullTime: ['专职', 'full time'],
  employedFrom: ['在岗自', 'employed from'],
  alsoAt: ['也在', 'also at'],
  licence: ['证号', 'licence'],
  licenceTo: ['有效至', 'valid to'],
  validTo: ['有效至', 'valid to'],
  result: ['结论', 'result'],
  issuer: ['单位', 'issuer'],
  until: ['至', 'until'],
  places: ['应巡', 'places'],
  visited: ['实巡', 'visited'],
  skipped: ['漏巡', 'skipped'],
  onDay: ['日期', 'day'],
  people: ['人数', 'people'],
  reason: ['原因', 'reason'],
  approvedBy: ['批准', 'approved by'],
  gbId: ['国标编码', 'GB/T 28181 ID'],
  source: ['来源', 'source'],
  listedOn: ['列入', 'listed on'],
  heardFrom: ['目录来自', 'listed by'],
  seenBy: ['核验人', 'seen by'],
  onlineH: ['在线小时', 'hours online'],
  offlineH: ['离线小时', 'hours offline'],
  unknownH: ['未知小时', 'hours unknown'],
  maintenanceH: ['检修小时', 'hours in maintenance'],
  days: ['天数', 'days'],
  required: ['应有', 'required'],
  present: ['实有', 'present'],
  by: ['依据', 'by'],
  offsetS: ['偏差秒', 'offset, s'],
  closedAt: ['修复', 'closed'],
  provisional: ['暂定', 'provisional'],
}

const at = (language: NoteLanguage) => (language === 'zh' ? 0 : 1)

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A value of a fact in words; instants to the minute at the district, names and numbers as they are. */
export function valueWords(value: string | number | boolean, language: NoteLanguage): string {
  const text = String(value)
  return VALUES[text]?.[at(language)] ?? (INSTANT.test(text) ? shanghaiMoment(text).slice(0, 16) : text)
}

export const kindWords = (kind: string, language: NoteLanguage): string => KINDS[kind]?.[at(language)] ?? kind
export const factWords = (name: string, language: NoteLanguage): string => FACTS[name]?.[at(language)] ?? name

const figuresIn = (part: string): string[] => [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** A reason why a school is not met, in words. A code that has none yet is shown with its figures, so that nothing is hidden. */
export function gapWords({ code, params }: Pick<GapReason, 'code' | 'params'>, language: NoteLanguage): string {
  const template = WORDS[code]?.[at(language)]
  if (template !== undefined)
    return template
      .replace(/\[([^\]]*)\]/g, (_, part: string) => (figuresIn(part).every((name) => params[name] !== undefined) ? part : ''))
      .replace(/\{(\w+)\}/g, (_, name: string) => (params[name] === undefined ? '' : valueWords(params[name], language)))
      .replace(/ {2,}/g, ' ')
      .trim()
  const facts = Object.entries(params).map(([name, value]) => `${name} ${valueWords(value, language)}`)
  return facts.length === 0 ? code : language === 'zh' ? `${code}（${facts.join('，')}）` : `${code} (${facts.join(', ')})`
}
