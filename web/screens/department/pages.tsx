// A department's pages, in the order of its navigation; each is loaded when it is opened.
import { type ComponentType, lazy } from 'react'
import type { Session } from '#contracts/session.ts'
import type { Right } from '#domain/policy.ts'

interface DeskPage {
  /** below /department */
  path: string
  zh: string
  en: string
  /** who holds it sees the page */
  right: Right
  Page: ComponentType<{ session: Session }>
}

export const PAGES: readonly DeskPage[] = [
  {
    path: 'hazards',
    zh: '隐患',
    en: 'Hazards',
    right: 'hazard:read',
    Page: lazy(() => import('../hazard/HazardPage.tsx').then((m) => ({ default: m.HazardPage }))),
  },
  {
    path: 'tasks',
    zh: '任务',
    en: 'Tasks',
    right: 'task:read',
    Page: lazy(() => import('../tasks/TasksPage.tsx').then((m) => ({ default: m.DepartmentTasks }))),
  },
  {
    path: 'requests',
    zh: '清单准入',
    en: 'Requests',
    right: 'requestList:propose',
    Page: lazy(() => import('../requests/RequestsPage.tsx').then((m) => ({ default: m.DepartmentRequests }))),
  },
]
