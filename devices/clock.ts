/** Time as a device has it: what it believes the time to be, and its timer. */
export interface Clock {
  now(): Date
  /** Runs once after that many ms; returns how to call it off. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** A clock that runs well and shows the wrong time, by `ms` (positive = fast). */
export const clockOffBy = (ms: number): Clock => ({ ...systemClock, now: () => new Date(Date.now() + ms) })

/** A clock that lost its battery: it counts from the first second of 1970. */
export function clockOf1970(startedMs = Date.now()): Clock {
  return { ...systemClock, now: () => new Date(Date.now() - startedMs) }
}
