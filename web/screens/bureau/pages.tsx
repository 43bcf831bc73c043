// The bureau's pages, in the order of its navigation; each is loaded when it is opened.
import { type ComponentType, lazy } from 'react'
import type { Session } from '#contracts/session.ts'

interface DeskPage {
  /** below /bureau */
  path: string
  zh: string
  en: string
  Page: ComponentType<{ session: Session }>
}

export const PAGES: readonly DeskPage[] = [
  { path: 'measures', zh: '指标', en: 'Measures', Page: lazy(() => import('./Overview.tsx').then((m) => ({ default: m.MeasurePages }))) },
  {
    path: 'schools',
    zh: '一校一档',
    en: 'Schools',
    Page: lazy(() => import('./SchoolsPage.tsx').then((m) => ({ default: m.SchoolPages }))),
  },
  {
    path: 'townships',
    zh: '镇街',
    en: 'Townships',
    Page: lazy(() => import('./TownshipsPage.tsx').then((m) => ({ default: m.TownshipsPage }))),
  },
  {
    path: 'departments',
    zh: '部门',
    en: 'Departments',
    Page: lazy(() => import('./DepartmentsPage.tsx').then((m) => ({ default: m.DepartmentPages }))),
  },
  { path: 'map', zh: '地图', en: 'Map', Page: lazy(() => import('./MapPage.tsx').then((m) => ({ default: m.MapPage }))) },
  { path: 'tasks', zh: '任务', en: 'Tasks', Page: lazy(() => import('../tasks/TasksPage.tsx').then((m) => ({ default: m.BureauTasks }))) },
  {
    path: 'requests',
    zh: '清单准入',
    en: 'Requests',
    Page: lazy(() => import('../requests/RequestsPage.tsx').then((m) => ({ default: m.BureauRequests }))),
  },
  {
    path: 'belt',
    zh: '周边排查',
    en: 'Belt survey',
    Page: lazy(() => import('../belt/BeltPage.tsx').then((m) => ({ default: m.BeltPage }))),
  },
  {
    path: 'hazards',
    zh: '隐患',
    en: 'Hazards',
    Page: lazy(() => import('../hazard/HazardPage.tsx').then((m) => ({ default: m.HazardPage }))),
  },
  { path: 'rules', zh: '规则', en: 'Rules', Page: lazy(() => import('./RulesPage.tsx').then((m) => ({ default: m.RulePages }))) },
  {
    path: 'periods',
    zh: '统计期',
    en: 'Periods',
    Page: lazy(() => import('./PeriodsPage.tsx').then((m) => ({ default: m.PeriodsPage }))),
  },
  { path: 'alarms', zh: '警情', en: 'Alarms', Page: lazy(() => import('../home/OpenAlarms.tsx').then((m) => ({ default: m.AlarmsPage }))) },
  {
    path: 'reports',
    zh: '报表',
    en: 'Reports',
    Page: lazy(() => import('../reports/ReportsPage.tsx').then((m) => ({ default: m.ReportsPage }))),
  },
  {
    path: 'incidents',
    zh: '事件与纠纷',
    en: 'Incidents',
    Page: lazy(() => import('../incident/IncidentPage.tsx').then((m) => ({ default: m.IncidentPage }))),
  },
  {
    path: 'registers',
    zh: '佐证登记',
    en: 'Registers',
    Page: lazy(() => import('../admin/ImportPage.tsx').then((m) => ({ default: m.ImportPage }))),
  },
]
