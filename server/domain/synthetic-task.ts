// The synthetic district's task list: 24 tasks over its departments, some late, one without a person. Invented; days are relative to today.
import type { NewTask, TaskState } from '#contracts/task.ts'
import { addDays } from './shanghai.ts'

export interface SyntheticTask extends NewTask {
  readonly id: string
  readonly state: TaskState
  readonly percent: number
  readonly finishedOn: string | null
  readonly delayReason: string | null
}

type Line = [
  point: string,
  text: string,
  lead: string,
  responsible: string[],
  person: string | null,
  starts: number,
  due: number,
  percent: number,
  more?: { finished?: number; state?: TaskState; delay?: string; budget?: [number, number, number]; measure?: string },
]

const LINES: readonly Line[] = [
  [
    '三（一）',
    '配齐专职保安员，持证上岗率达到 100%',
    'education',
    ['police'],
    '示例·马',
    -300,
    -30,
    100,
    { finished: -35, state: 'verified', measure: 'guardsEmployed' },
  ],
  [
    '三（一）',
    '一键式报警装置安装到门卫室、宿舍值班室，并按季测试到公安',
    'education',
    ['police'],
    '示例·王',
    -280,
    30,
    82,
    { budget: [860_000, 860_000, 655_400.5], measure: 'buttons' },
  ],
  [
    '三（一）',
    '视频监控系统与公安视频专网联网',
    'police',
    ['education'],
    '示例·李',
    -250,
    -12,
    74,
    { delay: '专网端口扩容未完成', budget: [1_240_000, 900_000, 812_000] },
  ],
  ['三（二）', '校园视频监控重点部位全覆盖', 'education', [], '示例·杨', -240, 45, 61, { budget: [2_300_000, 1_500_000, 1_120_300] }],
  [
    '三（二）',
    '校园围墙、防冲撞设施达标改造',
    'education',
    ['housing'],
    '示例·丁',
    -220,
    -40,
    88,
    { budget: [1_980_000, 1_980_000, 1_743_900] },
  ],
  [
    '三（三）',
    '划定校园周边 200 米安全带，完成场所排查',
    'police',
    ['market', 'urban', 'culture'],
    '示例·李',
    -200,
    -60,
    100,
    { finished: -58, state: 'verified', delay: '两所学校边界未定' },
  ],
  ['三（三）', '取缔校门 50 米内无证摊点', 'urban', ['market'], '示例·何', -180, 12, 70],
  ['三（三）', '清理校园周边向未成年人售烟、售彩网点', 'market', ['urban'], '示例·纳', -180, -5, 65],
  [
    '三（三）',
    '校园周边互联网上网服务场所距离复核',
    'culture',
    ['market'],
    '示例·白',
    -150,
    -20,
    100,
    { finished: -22, state: 'verified' },
  ],
  ['三（四）', '高峰勤务：上下学时段见警察、见警车、见警灯', 'traffic', ['police'], '示例·郭', -200, 60, 55],
  ['三（四）', '护学岗设置：按学校、年级、放学时段定岗定人', 'police', ['traffic', 'education'], null, -120, 25, 40],
  [
    '三（四）',
    '校门口减速带、信号灯、警示标志补齐',
    'traffic',
    ['housing'],
    '示例·郭',
    -160,
    -8,
    78,
    { budget: [640_000, 320_000, 298_000] },
  ],
  ['三（五）', '校园食堂“互联网 + 明厨亮灶”', 'market', ['education', 'health'], '示例·纳', -210, 90, 66],
  ['三（五）', '学校卫生专业技术人员或保健教师按 600:1 配备', 'health', ['education'], '示例·陈', -190, 20, 48],
  ['三（六）', '健康促进学校创建率达到 100%', 'health', ['education'], '示例·陈', -260, 33, 72],
  ['三（六）', '平安校园创建与复核', 'education', ['police'], '示例·马', -260, 33, 69],
  [
    '三（七）',
    '学生伤害纠纷人民调解机制',
    'education',
    ['police'],
    '示例·丁',
    -140,
    -90,
    100,
    { finished: -80, state: 'verified', delay: '调解员聘任延后' },
  ],
  ['三（七）', '涉校“校闹”快速处置预案与演练', 'police', ['education', 'health'], '示例·李', -100, 5, 80],
  ['三（八）', '消防安全重点单位标准化管理', 'fire', ['education'], '示例·沈', -170, 15, 90],
  ['三（八）', '燃气、锅炉和特种设备隐患整治', 'market', ['housing', 'emergency'], '示例·纳', -130, 70, 35],
  ['三（八）', '校舍抗震和危房排查', 'housing', ['education', 'emergency'], '示例·吴', -230, -3, 95],
  ['三（九）', '学校应急演练：中小学每月、幼儿园每季度', 'emergency', ['education', 'fire'], '示例·秦', -200, 40, 58],
  ['三（十）', '校园及周边“扫黄打非”专项检查', 'culture', ['police'], '示例·白', -60, 50, 20],
  ['四（二）', '年度工作报告提交领导小组', 'education', [], '示例·马', 5, 62, 0],
]

/** @param today calendar day in Shanghai @param departmentId from a department's key */
export function syntheticTasks(today: string, departmentId: (key: string) => string): SyntheticTask[] {
  return LINES.map(([point, text, lead, responsible, person, starts, due, percent, more = {}], n) => {
    const [startsOn, dueOn] = [addDays(today, starts), addDays(today, due)]
    const middle = addDays(startsOn, Math.round((due - starts) / 2))
    const [budgetPlanned, budgetArrived, budgetSpent] = more.budget ?? [null, null, null]
    return {
      id: `demo-task-${String(n + 1).padStart(2, '0')}`,
      point,
      measureId: more.measure ?? null,
      text,
      leadDept: departmentId(lead),
      responsible: responsible.map(departmentId),
      person,
      leader: n % 3 === 0 ? '示例·副区长' : null,
      startsOn,
      dueOn,
      milestones: [
        { name: '摸底建账', dueOn: middle, doneOn: percent > 50 ? middle : null },
        { name: '验收', dueOn, doneOn: more.finished === undefined ? null : addDays(today, more.finished) },
      ],
      evidence: n % 7 === 3 ? null : '验收单、照片、系统数据',
      budgetPlanned,
      budgetArrived,
      budgetSpent,
      state: more.state ?? 'open',
      percent,
      finishedOn: more.finished === undefined ? null : addDays(today, more.finished),
      delayReason: more.delay ?? null,
    }
  })
}
