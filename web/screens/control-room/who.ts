import type { AlarmLogEntry } from '#contracts/alarm.ts'

/** Who is on an alarm, as its log tells it: usernames in the order in which they came, and the roles that were called or sent. */
export interface Who {
  seen: string[]
  going: string[]
  arrived: string[]
  cannot: string[]
  misPress: string[]
  dispatchedTo: string[]
  calls: { to: string; result: string; at: string }[]
}

/** Reads the log: a later answer of the same person takes the place of the earlier one, and who has arrived is not on the way. */
export function whoIsOn(log: readonly AlarmLogEntry[]): Who {
  const answers = new Map<string, unknown>()
  const seen = new Set<string>()
  const arrived = new Set<string>()
  const dispatchedTo = new Set<string>()
  const calls: Who['calls'] = []
  for (const { kind, by, data, at } of log) {
    if (kind === 'shown' && by !== null) seen.add(by)
    if (kind === 'answered' && by !== null) answers.set(by, data.answer)
    if (kind === 'arrived' && by !== null) arrived.add(by)
    if (kind === 'dispatched' && typeof data.to === 'string') dispatchedTo.add(data.to)
    if (kind === 'called' && typeof data.to === 'string' && typeof data.result === 'string')
      calls.push({ to: data.to, result: data.result, at })
    if (kind === 'reopened') {
      answers.clear()
      arrived.clear()
      dispatchedTo.clear()
    }
  }
  const said = (answer: string) => [...answers].filter(([by, given]) => given === answer && !arrived.has(by)).map(([by]) => by)
  return {
    seen: [...seen],
    going: said('going'),
    arrived: [...arrived],
    cannot: said('cannot'),
    misPress: said('misPress'),
    dispatchedTo: [...dispatchedTo],
    calls,
  }
}
