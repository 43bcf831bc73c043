// A department's pages, in the order of its navigation; each is loaded when it is opened.
import { type ComponentType, lazy } from 'react'
import type { Session } from '#contracts/session.ts'

interface DeskPage {
  /** below /department */
  path: string
  zh: string
  en: string
  Page: ComponentType<{ session: Session }>
}

export const PAGES: readonly DeskPage[] = [
  {
    path: 'tasks',
    zh: '任务',
    en: 'Tasks',
    Page: lazy(() => import('../tasks/TasksPage.tsx').then((m) => ({ default: m.DepartmentTasks }))),
  },
  {
    path: 'requests',
    zh: '清单准入',
    en: 'Requests',
    Page: lazy(() => import('../requests/RequestsPage.tsx').then((m) => ({ default: m.DepartmentRequests }))),
  },
]
