import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import {
  Acknowledge,
  Alarm,
  type AlarmCommandName,
  AlarmList,
  AlarmQuery,
  AlarmWithLog,
  Answer,
  Arrive,
  Close,
  Describe,
  Dispatch,
  IdempotencyKey,
  NoteCall,
  Photo,
  Release,
  Reopen,
  Resolve,
  Shelve,
  Sos,
  TakeAsReal,
  Unshelve,
} from '#contracts/alarm.ts'
import { Take } from '#contracts/handover.ts'
import { AlarmId } from '#contracts/ids.ts'
import type { Refusal } from '#domain/problem.ts'
import type { GuardAnswer } from '../commands/answer-alarm.ts'
import type { AlarmAct } from '../commands/command-alarm.ts'
import type { Description } from '../commands/describe-alarm.ts'
import type { TakeAct } from '../commands/hand-over.ts'
import type { CallNote } from '../commands/note-call.ts'
import type { Photograph } from '../commands/photograph-alarm.ts'
import type { SosAct } from '../commands/raise-sos.ts'
import type { ReleaseAct } from '../commands/release-alarm.ts'
import type { ShelfAct, UnshelfAct } from '../commands/shelve-alarm.ts'
import type { RealAct } from '../commands/take-as-real.ts'
import { findAlarm, listAlarms, readAlarmLog, type SealedLogEntry } from '../store/alarm-list.ts'
import { unsealNotes } from '../store/note.ts'
import type { Pool } from '../store/pool.ts'
import { principal } from './access.ts'
import { reads, writes } from './answer.ts'
import { accepted, found } from './problem.ts'

/** What people do to alarms; the composition root binds the commands to its pool and relay. */
export interface AlarmCommands {
  commandAlarm(act: AlarmAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  answerAlarm(answer: GuardAnswer): Promise<{ ok: true; alarm: Alarm } | Refusal>
  noteCall(call: CallNote): Promise<{ ok: true; alarm: Alarm } | Refusal>
  describeAlarm(description: Description): Promise<{ ok: true; alarm: Alarm } | Refusal>
  photographAlarm(photo: Photograph): Promise<{ ok: true; alarm: Alarm } | Refusal>
  releaseAlarm(act: ReleaseAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  takeAlarmAsReal(act: RealAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  shelveAlarm(act: ShelfAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  unshelveAlarm(act: UnshelfAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  takeAlarm(act: TakeAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
  raiseSos(act: SosAct): Promise<{ ok: true; alarm: Alarm } | Refusal>
}

const Params = z.object({ id: AlarmId })
const BODIES = { acknowledge: Acknowledge, dispatch: Dispatch, arrive: Arrive, resolve: Resolve, close: Close, reopen: Reopen } as const
const COMMANDS = Object.keys(BODIES) as AlarmCommandName[]

async function unseal(pool: Pool, log: readonly SealedLogEntry[]): Promise<AlarmWithLog['log']> {
  const notes = await unsealNotes(
    pool,
    log.flatMap(({ noteId }) => noteId ?? []),
  )
  return log.map(({ noteId, ...entry }) => ({ ...entry, note: noteId === null ? null : (notes.get(noteId) ?? null) }))
}

/** Alarms with their log, and what people do to them. */
export const alarmRoutes: FastifyPluginAsyncZod<{ pool: Pool; commands: AlarmCommands }> = async (app, { pool, commands }) => {
  app.get(
    '/alarms',
    {
      config: { right: 'alarm:read' },
      schema: { operationId: 'listAlarms', tags: ['alarm'], querystring: AlarmQuery, response: reads({ 200: AlarmList }) },
    },
    (request) => listAlarms(pool, principal(request), request.query),
  )
  app.get(
    '/alarms/:id',
    {
      config: { right: 'alarm:read' },
      schema: { operationId: 'getAlarm', tags: ['alarm'], params: Params, response: reads({ 200: AlarmWithLog }, 404) },
    },
    async (request) => {
      const { id } = request.params
      const alarm = found(await findAlarm(pool, principal(request), id), `alarm ${id}`)
      return { ...alarm, log: await unseal(pool, await readAlarmLog(pool, id)) }
    },
  )
  for (const command of COMMANDS) {
    app.post(
      `/alarms/:id/${command}`,
      {
        config: { right: `alarm:${command}`, audit: `alarm.${command}` },
        schema: {
          operationId: `${command}Alarm`,
          tags: ['alarm'],
          params: Params,
          headers: IdempotencyKey,
          body: BODIES[command],
          response: writes({ 200: Alarm }, 404, 409, 422),
        },
      },
      async (request) => {
        const { params, headers, body } = request
        return accepted(
          await commands.commandAlarm({ alarmId: params.id, command, body, by: principal(request), key: headers['idempotency-key'] }),
        ).alarm
      },
    )
  }
  app.post(
    '/alarms/:id/answer',
    {
      config: { right: 'alarm:answer', audit: 'alarm.answer' },
      schema: {
        operationId: 'answerAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Answer,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.answerAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/call',
    {
      config: { right: 'alarm:call', audit: 'alarm.call' },
      schema: {
        operationId: 'noteCall',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: NoteCall,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.noteCall({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] })).alarm
    },
  )
  app.post(
    '/alarms/:id/describe',
    {
      config: { right: 'alarm:answer', audit: 'alarm.describe' },
      schema: {
        operationId: 'describeAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Describe,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.describeAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/photo',
    {
      config: { right: 'alarm:answer', audit: 'alarm.photo' },
      schema: {
        operationId: 'photographAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Photo,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.photographAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/release',
    {
      config: { right: 'alarm:release', audit: 'alarm.release' },
      schema: {
        operationId: 'releaseAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Release,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.releaseAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/real',
    {
      config: { right: 'alarm:takeAsReal', audit: 'alarm.takeAsReal' },
      schema: {
        operationId: 'takeAlarmAsReal',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: TakeAsReal,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.takeAlarmAsReal({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/shelve',
    {
      config: { right: 'alarm:shelve', audit: 'alarm.shelve' },
      schema: {
        operationId: 'shelveAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Shelve,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.shelveAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/unshelve',
    {
      config: { right: 'alarm:shelve', audit: 'alarm.unshelve' },
      schema: {
        operationId: 'unshelveAlarm',
        tags: ['alarm'],
        params: Params,
        headers: IdempotencyKey,
        body: Unshelve,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.unshelveAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] }))
        .alarm
    },
  )
  app.post(
    '/alarms/:id/take',
    {
      config: { right: 'handover:act', audit: 'alarm.take' },
      schema: {
        operationId: 'takeAlarm',
        tags: ['alarm', 'handover'],
        params: Params,
        headers: IdempotencyKey,
        body: Take,
        response: writes({ 200: Alarm }, 404, 409, 422),
      },
    },
    async (request) => {
      const { params, headers, body } = request
      return accepted(await commands.takeAlarm({ alarmId: params.id, body, by: principal(request), key: headers['idempotency-key'] })).alarm
    },
  )
  app.post(
    '/sos',
    {
      config: { right: 'sos:raise', audit: 'sos.raise' },
      schema: {
        operationId: 'raiseSos',
        tags: ['alarm'],
        headers: IdempotencyKey,
        body: Sos,
        response: writes({ 201: Alarm }, 404, 422),
      },
    },
    async (request, reply) => {
      const { headers, body } = request
      const { alarm } = accepted(await commands.raiseSos({ body, by: principal(request), key: headers['idempotency-key'] }))
      request.auditObject = alarm.id
      return reply.code(201).send(alarm)
    },
  )
}
