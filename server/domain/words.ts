// The Chinese words of what the system tells apart: on screens, in Excel and on paper the same.

export const ROLE_WORDS = {
  operator: '值班员',
  shiftLeader: '值班长',
  dutyLeader: '带班领导',
  guard: '保安 / 护学岗',
  schoolOfficer: '学校安全员',
  schoolHead: '校长',
  bureau: '安全科',
  department: '部门联络员',
  police: '公安联络',
  technician: '运维',
  vendor: '维保单位',
  systemAdmin: '系统管理员',
  securityAdmin: '安全管理员',
  auditor: '审计管理员',
}
export const ALARM_STATE_WORDS = {
  new: '待受理',
  acknowledged: '已受理',
  dispatched: '处置中',
  arrived: '已到场',
  resolved: '已处置',
  closed: '已归档',
}
export const ALARM_KIND_WORDS = {
  panic: '一键报警',
  duress: '胁迫报警',
  medical: '急救求助',
  fire: '火警',
  intrusion: '入侵报警',
  'alarm-input': '输入报警',
  'alarm-other': '其他报警',
  suspect: '可疑报文',
}
export const DEVICE_KIND_WORDS = {
  panicButton: '一键式报警器',
  camera: '摄像机',
  recorder: '录像机',
  alarmPanel: '报警主机',
  gateway: '网关',
  sensor: '传感器',
}
export const DEVICE_STATE_WORDS = { online: '在线', offline: '离线', unknown: '未知', maintenance: '维护' }
export const EXERCISE_WORDS = { drill: '演练', test: '测试' }
export const DISPOSITION_WORDS = {
  genuine: '真实警情',
  falseAlarm: '误报',
  deviceFault: '设备故障',
  drill: '演练',
  test: '测试',
  prank: '谎报',
}
export const VALIDATION_WORDS = {
  0: '0 级 · 未能联系现场',
  1: '1 级 · 有联系，情况不明',
  2: '2 级 · 现场有人，意图不明',
  3: '3 级 · 危及财产',
  4: '4 级 · 危及生命',
}
export const FAULT_KIND_WORDS: Record<string, string> = {
  offline: '失联',
  chattering: '频繁掉线',
  'frequent-press': '频繁按下',
  tamper: '防拆',
  'video-loss': '视频丢失',
  'video-blind': '画面遮挡',
  'video-frozen': '画面冻结',
  'video-abnormal': '画面异常',
  'storage-fault': '存储故障',
  'record-fault': '录像异常',
  'retention-short': '保存期不足',
  'network-fault': '网络故障',
  'device-fault': '设备故障',
  'comms-fault': '通信故障',
  'low-battery': '电量低',
  'ac-loss': '市电断电',
  'clock-offset': '时钟偏差',
  flood: '报文过多',
  'police-link': '公安联网中断',
  'off-the-map': '有点不在地图上，地图未画该校园',
}
export const ORDER_STATE_WORDS = { assigned: '已派', onTheWay: '在途', mended: '已修，待验证', verified: '已验证', cancelled: '已取消' }
export const TASK_STATE_WORDS = { open: '进行中', finished: '待核验', verified: '已核验', cancelled: '已撤销' }
export const TASK_STANDING_WORDS = {
  notBegun: '未开始',
  onTime: '按期推进',
  dueSoon: '临期',
  late: '逾期',
  doneOnTime: '按时完成',
  doneLate: '逾期完成',
  cancelled: '已撤销',
}
export const TASK_FILTER_WORDS = {
  late: '逾期未完成',
  dueSoon: '7 日内到期',
  open30: '开始后超 30 天未办结',
  late30: '逾期超 30 天',
  noPerson: '无责任人',
  unreceived: '未签收',
  noReason: '逾期未说明原因',
  asked: '延期待审批',
  doneOnTime: '按时完成',
  doneLate: '逾期完成',
  counted: '未撤销',
}
export const SUPERVISION_STATE_WORDS = { issued: '已下达', received: '已签收', answered: '已答复', closed: '已办结', withdrawn: '已撤回' }
export const REPORT_KIND_WORDS = { monthly: '月报', notice: '通报' }
export const NOTICE_KIND_WORDS = {
  dueSoon: '临近到期',
  overdue: '已逾期',
  assigned: '新交办',
  returned: '被退回',
  extensionAsked: '申请延期',
  extensionDecided: '延期已答复',
  fixed: '整改完成，待核查',
  sentBack: '核查未通过，重新整改',
  struckOff: '已销号',
  reopened: '复发',
  reminded: '任务催办',
  orderIssued: '督办单',
  orderAnswered: '督办单已答复',
  deliveryFailed: '定时报表未送到',
}
export const NOTICE_OWNER_WORDS = { hazard: '隐患', task: '任务', supervisionOrder: '督办单', reportSchedule: '定时报表' }
export const NOTICE_AUDIENCE_WORDS = { bureau: '安全科', department: '部门', school: '学校' }
export const PERIOD_KIND_WORDS = { month: '月', term: '学期', year: '年', custom: '自定' }
export const SCOPE_WORDS = { district: '全区', township: '镇街', school: '学校', department: '部门', vendor: '维保单位' }
export const CREDENTIAL_KIND_WORDS = { password: '密码', certificate: '证书' }
export const IMPORT_STATE_WORDS = {
  reading: '正在核对',
  refused: '有错误',
  checked: '已核对，待导入',
  applying: '正在导入',
  applied: '已导入',
  failed: '未完成',
  undoing: '正在撤销',
  undone: '已撤销',
}
export const REPORT_STATE_WORDS = { draft: '草稿', issued: '已定稿' }
export const MEASURE_RESULT_WORDS = { met: '达标', notMet: '不达标', expired: '过期', noEvidence: '缺佐证', notApplicable: '不适用' }
export const DUTY_CHANGE_WORDS = { added: '冻结后补来', changed: '现判定不同', removed: '现不再计' }
export const MEASURE_GROUP_WORDS = {
  human: '人防',
  physical: '物防',
  electronic: '技防',
  belt: '周边安全带',
  duty: '勤务与护学岗',
  health: '卫生健康',
  title: '创建',
  task: '任务',
}
export const HAZARD_STATE_WORDS = {
  found: '待交办',
  assigned: '待签收',
  accepted: '已签收',
  returned: '已退回',
  rectifying: '整改中',
  fixed: '待核查',
  verified: '待销号',
  struckOff: '已销号',
}
export const HAZARD_PLACE_WORDS = { belt: '周边', school: '校内' }
export const RISK_WORDS = { major: '重大', larger: '较大', general: '一般', low: '低' }
export const HAZARD_KIND_WORDS = {
  internetCafe: '网吧',
  entertainment: '娱乐场所',
  bar: '酒吧',
  tobacco: '烟草销售',
  alcohol: '酒类销售',
  lottery: '彩票销售',
  streetStall: '流动摊贩',
  kiosk: '小卖部、报刊亭',
  fireworks: '烟花爆竹',
  constructionSite: '建筑工地',
  trafficSign: '交通标志标线',
  speedHump: '减速带',
  trafficSignal: '信号灯',
  pickUpJam: '接送拥堵',
  publicOrder: '治安',
  fireSafety: '消防',
  electrical: '用电',
  building: '校舍',
  food: '食品',
  perimeter: '围墙、周界',
  barrier: '防冲撞设施',
  equipment: '防护装备',
  management: '管理',
  other: '其他',
}
export const VERDICT_WORDS = {
  met: '达标',
  notMet: '不达标',
  noLegalDistance: '无法定距离，仅提示',
  provisional: '暂定（学校只有点位）',
  unmeasured: '无法测量（缺校门或路网）',
  noRule: '无规则',
}
export const DISTANCE_METHOD_WORDS = { boundaryBuffer: '自校园边界', gateRadius: '自最近校门', walkingRoute: '步行路线' }
export const INCIDENT_STATE_WORDS = { open: '处理中', mediation: '调解中', settled: '已有结果', closed: '已结案' }
export const ACCOUNTABILITY_WORDS = { talk: '约谈', notice: '通报批评', written: '书面检查', admonition: '诫勉', discipline: '处分' }
export const REQUEST_KIND_WORDS = { inspection: '检查事项', form: '报表事项', social: '社会事务' }
export const REQUEST_FREQUENCY_WORDS = { once: '一次', monthly: '每月', quarterly: '每季度', termly: '每学期', yearly: '每年' }
export const REQUEST_STATE_WORDS = { proposed: '待批准', approved: '已批准', rejected: '未批准', withdrawn: '已撤销' }
export const REFUSAL_WORDS = { notOnList: '不在清单', notApproved: '未批准', notInForce: '不在有效期', tooOften: '超出频次' }
export const SCHOOL_LEVEL_WORDS = { kindergarten: '幼儿园', primary: '小学', middle: '中学', nineYear: '九年制', special: '特教' }
export const DEPARTMENT_KIND_WORDS = {
  police: '公安',
  traffic: '交警',
  market: '市场监管',
  urban: '综合执法',
  health: '卫健',
  emergency: '应急',
  fire: '消防',
  housing: '住建',
  culture: '文旅',
  tobacco: '烟草',
  civilAffairs: '民政',
  education: '教育',
  township: '乡镇街道',
  other: '其他',
}
export const RULE_STATE_WORDS = { proposed: '待批准', inForce: '生效', superseded: '已被替代', rejected: '未批准' }
