import type { Alarm } from '#contracts/alarm.ts'
import type { Principal } from '#domain/policy.ts'
import { refuse } from '#domain/problem.ts'
import { findFile } from '../store/file.ts'
import type { Pool } from '../store/pool.ts'
import type { Answer } from './once.ts'
import { speakOnAlarm } from './speak-on-alarm.ts'

export interface Photograph {
  readonly alarmId: string
  readonly body: { version: number; fileId: string }
  readonly by: Principal
  readonly key: string
}

/** Tells of a photo from the scene, so that the control room sees it at once: a line in the log, no progress. */
export async function photographAlarm(pool: Pool, photo: Photograph, onChanged: (alarm: Alarm) => void): Promise<Answer> {
  const { fileId } = photo.body
  const file = await findFile(pool, fileId)
  if (file?.ownerKind !== 'alarm' || file.ownerId !== photo.alarmId || !file.mediaType.startsWith('image/')) {
    const message = 'expected the id of a picture that was kept for this alarm'
    return refuse('refused-input', message, { errors: [{ path: 'fileId', message }] })
  }
  return speakOnAlarm(pool, { ...photo, command: 'photo', line: { kind: 'photographed', data: { fileId } } }, onChanged)
}
