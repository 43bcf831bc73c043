import type { Department } from '#contracts/department.ts'
import type {
  NewSupervisionOrder,
  SupervisionAct,
  SupervisionActName,
  SupervisionOrder,
  SupervisionOrderDetail,
} from '#contracts/supervision-order.ts'
import type { DepartmentFigures, NewTask, Task, TaskAct, TaskActName, TaskDetail, TaskEdit } from '#contracts/task.ts'
import { type Listed, request } from './http.ts'

const of = (id: string) => encodeURIComponent(id)

export const readDepartments = () => request<Listed<Department>>('/departments')
export const readDepartmentFigures = (year: string) =>
  request<{ today: string; year: number; items: DepartmentFigures[] }>(`/department-figures${year ? `?year=${year}` : ''}`)
export const readTasks = (query: string) => request<Listed<Task>>(`/tasks?limit=1000${query ? `&${query}` : ''}`)
export const readTask = (id: string) => request<TaskDetail>(`/tasks/${of(id)}`)
export type TaskDraft = Omit<NewTask, 'id'> & { id?: string }
export const createTask = (task: TaskDraft) => request<Task>('/tasks', { method: 'POST', body: task })
export const editTask = (id: string, task: TaskEdit) => request<Task>(`/tasks/${of(id)}`, { method: 'PUT', body: task })
export const actOnTask = (id: string, name: TaskActName, act: TaskAct) =>
  request<Task>(`/tasks/${of(id)}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, { method: 'POST', body: act })
export const remindTask = (id: string, note: string) => request<Task>(`/tasks/${of(id)}/remind`, { method: 'POST', body: { note } })

export const readSupervisionOrders = (query: string) =>
  request<Listed<SupervisionOrder>>(`/supervision-orders?limit=1000${query ? `&${query}` : ''}`)
export const readSupervisionOrder = (id: string) => request<SupervisionOrderDetail>(`/supervision-orders/${of(id)}`)
export const issueSupervisionOrder = (order: NewSupervisionOrder) =>
  request<SupervisionOrder>('/supervision-orders', { method: 'POST', body: order })
export const actOnSupervisionOrder = (id: string, name: SupervisionActName, act: SupervisionAct) =>
  request<SupervisionOrder>(`/supervision-orders/${of(id)}/${name}`, { method: 'POST', body: act })
