import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  DepartmentFiguresList,
  FiguresQuery,
  NewTask,
  RemindTask,
  Task,
  TaskAct,
  TaskActName,
  TaskDetail,
  TaskEdit,
  TaskId,
  TaskList,
  TaskQuery,
} from '#contracts/task.ts'
import type { Right } from '#domain/policy.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { actOnTask } from '../commands/act-on-task.ts'
import { remindTask } from '../commands/remind-task.ts'
import { createTask, editTask } from '../commands/save-task.ts'
import { readDepartmentFigures } from '../store/department-figures.ts'
import type { Pool } from '../store/pool.ts'
import { findTask, listTasks, readTaskLog, toTask } from '../store/task.ts'
import { readReminders } from '../store/task-reminder.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

const Params = z.object({ id: TaskId })

const RIGHT: Record<TaskActName, Right> = {
  receive: 'task:report',
  report: 'task:report',
  explain: 'task:report',
  askExtension: 'task:report',
  finish: 'task:report',
  note: 'task:note',
  decideExtension: 'task:write',
  verify: 'task:write',
  return: 'task:write',
  cancel: 'task:write',
  reopen: 'task:write',
}
const pathOf = (name: TaskActName): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** 任务清单: the plan's tasks, their figures by department, and every step of their life. */
export const taskRoutes: FastifyPluginAsyncZod<{ pool: Pool }> = async (app, { pool }) => {
  app.get(
    '/department-figures',
    {
      config: { right: 'task:read' },
      schema: {
        operationId: 'listDepartmentFigures',
        tags: ['task'],
        querystring: FiguresQuery,
        response: reads({ 200: DepartmentFiguresList }),
      },
    },
    async (request) => {
      const today = shanghaiDay(new Date())
      const year = request.query.year ?? Number(today.slice(0, 4))
      return { today, year, items: await readDepartmentFigures(pool, principal(request), { today, year }), nextCursor: null }
    },
  )
  app.get(
    '/tasks',
    {
      config: { right: 'task:read' },
      schema: { operationId: 'listTasks', tags: ['task'], querystring: TaskQuery, response: reads({ 200: TaskList }) },
    },
    (request) => listTasks(pool, principal(request), request.query),
  )
  app.get(
    '/tasks/:id',
    {
      config: { right: 'task:read' },
      schema: { operationId: 'getTask', tags: ['task'], params: Params, response: reads({ 200: TaskDetail }, 404) },
    },
    async (request) => {
      const { id } = request.params
      const reader = principal(request)
      const task = toTask(found(await findTask(pool, reader, id, { lock: false }), `task ${id}`))
      return { ...task, log: await readTaskLog(pool, id), reminders: await readReminders(pool, reader, id) }
    },
  )
  app.post(
    '/tasks',
    {
      config: { right: 'task:write', audit: 'task.create' },
      schema: { operationId: 'createTask', tags: ['task'], body: NewTask, response: writes({ 201: Task }, 409, 422) },
    },
    async (request, reply) => {
      const { task } = accepted(await createTask(pool, principal(request), request.body))
      request.auditObject = task.id
      return reply.code(201).send(task)
    },
  )
  app.put(
    '/tasks/:id',
    {
      config: { right: 'task:write', audit: 'task.edit' },
      schema: { operationId: 'editTask', tags: ['task'], params: Params, body: TaskEdit, response: writes({ 200: Task }, 404, 409, 422) },
    },
    async (request) => accepted(await editTask(pool, principal(request), request.params.id, request.body)).task,
  )
  app.post(
    '/tasks/:id/remind',
    {
      config: { right: 'task:write', audit: 'task.remind' },
      schema: {
        operationId: 'remindTask',
        tags: ['task'],
        params: Params,
        body: RemindTask,
        response: writes({ 200: Task }, 404, 409, 422),
      },
    },
    async (request) => accepted(await remindTask(pool, principal(request), request.params.id, request.body)).task,
  )
  for (const name of TaskActName.options)
    app.post(
      `/tasks/:id/${pathOf(name)}`,
      {
        config: { right: RIGHT[name], audit: `task.${name}` },
        schema: {
          operationId: `${name}Task`,
          tags: ['task'],
          params: Params,
          body: TaskAct,
          response: writes({ 200: Task }, 404, 409, 422),
        },
      },
      async (request) => accepted(await actOnTask(pool, principal(request), { id: request.params.id, name, act: request.body })).task,
    )
}
