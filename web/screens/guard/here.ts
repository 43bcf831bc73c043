// 所在学校: which of the guard's schools he is at, where he has several.
import type { Session } from '#contracts/session.ts'
import { keep, recall } from '../../live/storage.ts'

const HERE = 'xiaowei.here'

/** The school that was chosen on this phone while it is still one of the guard's, else his first; null without any. */
export function hereOf({ schools }: Session): string | null {
  const chosen = recall<string>(HERE)
  return schools.some(({ id }) => id === chosen) ? chosen : (schools[0]?.id ?? null)
}

export function chooseHere(schoolId: string): void {
  keep(HERE, schoolId)
}
