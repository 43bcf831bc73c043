import type { Alarm } from '#contracts/alarm.ts'
import { pages } from '../api/http.ts'
import { receiveAlarms, useBoard } from './board.ts'
import { heardDate } from './link.ts'

/** The open alarms, page after page, by plain questions. @param isWanted whether an answer may still set the clock */
export const readOpenAlarms = (isWanted: () => boolean = () => true) =>
  pages<Alarm>('/alarms?state=open', 1000, (headers) => isWanted() && heardDate(headers.get('date')))

/**
 * Asks for the open alarms at once, beside the live link: on a slow network its handshakes cost seconds in which a guard could answer. The
 * page's head asks for the same address before any script has come. Whatever the link brings is newer, and stays.
 */
export async function showFirstAlarms(): Promise<void> {
  try {
    for await (const page of readOpenAlarms()) {
      if (useBoard.getState().loaded) return
      receiveAlarms(page)
    }
  } catch {
    // the live link brings them, and says when it cannot
  }
}
