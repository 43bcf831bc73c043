import { readAlarms } from '../api/alarm.ts'
import { receiveAlarms, useBoard } from './board.ts'
import { heardDate } from './link.ts'

/**
 * Asks for the open alarms at once, beside the live link: on a slow network its handshakes cost seconds in which a guard could answer. The
 * page's head asks for the same address before any script has come. Whatever the link brings is newer, and stays.
 */
export async function showFirstAlarms(): Promise<void> {
  try {
    const { items } = await readAlarms('state=open&limit=1000', (headers) => heardDate(headers.get('date')))
    if (!useBoard.getState().loaded) receiveAlarms(items)
  } catch {
    // the live link brings them, and says when it cannot
  }
}
