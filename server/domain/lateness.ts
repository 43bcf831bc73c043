/**
 * When a message is late (延迟上报), by what the device's clock usually shows and never by its raw value: clocks lie, often by a constant.
 * An offset is received − device time, seconds.
 */
export interface Clock {
  /** Offsets of the last live messages, oldest first. */
  readonly samples: readonly number[]
  /** Offsets of late-looking messages since the last live one: five that agree are a clock that was set, not five late messages. */
  readonly pending: readonly number[]
}

export const NEW_CLOCK: Clock = { samples: [], pending: [] }

const KEEP = 20
const ENOUGH = 5
const TOLERANCE_S = 60

/** Median of the last 20 live offsets, s; null while fewer than 5 are known or the newest ones disagree by more than 60 s (the clock jumped). */
export function learnedOffset(clock: Clock): number | null {
  const known = OFFSETS.get(clock)
  if (known !== undefined) return known
  const offset = medianOf(clock)
  OFFSETS.set(clock, offset)
  return offset
}

/** A clock never changes, and a message asks for its offset three times. */
const OFFSETS = new WeakMap<Clock, number | null>()

function medianOf({ samples }: Clock): number | null {
  if (samples.length < ENOUGH) return null
  if (!agree(samples.slice(-ENOUGH))) return null
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

/** Whether a message with this offset lags its device's learned clock by more than 60 s; an unknown clock makes nothing late. */
export function isBehind(clock: Clock, offset: number): boolean {
  const usual = learnedOffset(clock)
  return usual !== null && offset - usual > TOLERANCE_S
}

/** A clock of twenty samples that keeps its offset within this is not written anew with every message, s. */
const STEADY_S = 1

/** The clock after one message that was not retained, not historical and had a trusted time. */
export function learn(clock: Clock, offset: number): Clock {
  const usual = clock.samples.length === KEEP && clock.pending.length === 0 ? learnedOffset(clock) : null
  if (usual !== null && Math.abs(offset - usual) <= STEADY_S) return clock
  if (!isBehind(clock, offset)) return { samples: [...clock.samples, offset].slice(-KEEP), pending: [] }
  const pending = [...clock.pending, offset].slice(-ENOUGH)
  return pending.length === ENOUGH && agree(pending) ? { samples: pending, pending: [] } : { samples: clock.samples, pending }
}

const agree = (offsets: readonly number[]): boolean => Math.max(...offsets) - Math.min(...offsets) <= TOLERANCE_S

// A device that rejoins its network begins to count anew, so only a short step back is an older message.
const COUNTER_WINDOW = 100

/** Whether the device's own counter says that this message was made before one already heard. */
export const isOlderByCounter = (last: number | null, counter: number | undefined): boolean =>
  last !== null && counter !== undefined && counter > 0 && counter < last && last - counter <= COUNTER_WINDOW
