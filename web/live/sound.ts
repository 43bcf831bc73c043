import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import { isVerifiedExercise } from '#domain/alarm-board.ts'

/** One thing to be heard: pulses as [start s, length s, Hz], and how long until it repeats. */
export interface Pattern {
  name: string
  pulses: [start: number, length: number, hertz: number][]
  everyMs: number
  gain: number
}

const group = (start: number, count: number, hertz: number): Pattern['pulses'] =>
  Array.from({ length: count }, (_, i) => [start + i * 0.22 + (i >= 3 ? 0.12 : 0), 0.14, hertz])

// After IEC 60601-1-8: high = two groups of five, medium = three, low = one; 300–3000 Hz (ISO 7731).
const PATTERNS: Record<1 | 2 | 3 | 4, Pattern> = {
  1: { name: 'priority-1', pulses: [...group(0, 5, 880), ...group(1.6, 5, 880)], everyMs: 5000, gain: 0.5 },
  2: { name: 'priority-2', pulses: group(0, 3, 660), everyMs: 6000, gain: 0.4 },
  3: { name: 'priority-3', pulses: group(0, 1, 520), everyMs: 8000, gain: 0.35 },
  4: { name: 'priority-4', pulses: [[0, 0.2, 440]], everyMs: 15_000, gain: 0.15 },
}
const LATE: Pattern = {
  name: 'late',
  pulses: [
    [0, 0.35, 740],
    [0.45, 0.35, 555],
    [0.9, 0.35, 740],
  ],
  everyMs: 6000,
  gain: 0.4,
}
const STALE: Pattern = {
  name: 'stale',
  pulses: [
    [0, 0.5, 400],
    [0.6, 0.5, 320],
  ],
  everyMs: 4000,
  gain: 0.45,
}

/** What has to be heard now: one sound at a time, the worst alarm that nobody has acknowledged; then a picture that is not live. */
export function wanted(open: readonly Alarm[], stale: boolean): { pattern: Pattern; spoken: boolean } | null {
  const waiting = open.filter((alarm) => alarm.unacknowledged)
  const real = waiting.find((alarm) => !isVerifiedExercise(alarm))
  if (real) {
    const base = real.late ? LATE : PATTERNS[real.priority as 1 | 2 | 3 | 4]
    return { pattern: real.escalation > 0 ? { ...base, gain: Math.min(1, base.gain * 2) } : base, spoken: false }
  }
  if (stale) return { pattern: STALE, spoken: false }
  return waiting.length > 0 ? { pattern: PATTERNS[4], spoken: true } : null
}

export type SoundState = 'blocked' | 'on' | 'missing'
export const useSound = create<{ state: SoundState }>(() => ({ state: 'blocked' }))

let context: AudioContext | null = null

function ensureContext(): AudioContext | null {
  if (context) return context
  const Context = window.AudioContext
  if (!Context) {
    useSound.setState({ state: 'missing' })
    return null
  }
  context = new Context()
  const report = () => useSound.setState({ state: context?.state === 'running' ? 'on' : 'blocked' })
  context.onstatechange = report
  report()
  return context
}

/** Browsers stay mute until a person has touched the page; every touch tries again. */
export function unlockSound(): void {
  const audio = ensureContext()
  if (audio && audio.state !== 'running') void audio.resume().catch(() => useSound.setState({ state: 'blocked' }))
}

function play(audio: AudioContext, { pulses, gain }: Pattern): void {
  for (const [start, length, hertz] of pulses) {
    const at = audio.currentTime + 0.02 + start
    const tone = audio.createOscillator()
    const level = audio.createGain()
    tone.type = 'triangle'
    tone.frequency.value = hertz
    level.gain.setValueAtTime(0, at)
    level.gain.linearRampToValueAtTime(gain, at + 0.015)
    level.gain.setValueAtTime(gain, at + length - 0.03)
    level.gain.linearRampToValueAtTime(0, at + length)
    tone.connect(level).connect(audio.destination)
    tone.start(at)
    tone.stop(at + length + 0.02)
  }
}

function speak(words: string): void {
  if (!('speechSynthesis' in window) || speechSynthesis.speaking) return
  const utterance = new SpeechSynthesisUtterance(words)
  utterance.lang = 'zh-CN'
  speechSynthesis.speak(utterance)
}

interface Sounding {
  open: () => readonly Alarm[]
  stale: () => boolean
  exerciseWords: () => string
}

/** Sounds what is wanted, again and again, until nothing is. @returns how to stop; call `poke` when the alarms have changed. */
export function startSound({ open, stale, exerciseWords }: Sounding): { poke: () => void; stop: () => void } {
  let playing = ''
  let nextAt = 0
  ensureContext()
  const step = () => {
    const want = wanted(open(), stale())
    if (!want) {
      playing = ''
      return
    }
    const now = performance.now()
    if (want.pattern.name === playing && now < nextAt) return
    if (context?.state !== 'running') return
    playing = want.pattern.name
    nextAt = now + want.pattern.everyMs
    play(context, want.pattern)
    if (want.spoken) speak(exerciseWords())
  }
  const timer = setInterval(step, 250)
  const events = ['pointerdown', 'keydown'] as const
  for (const event of events) addEventListener(event, unlockSound, true)
  return {
    poke: step,
    stop: () => {
      clearInterval(timer)
      for (const event of events) removeEventListener(event, unlockSound, true)
    },
  }
}
