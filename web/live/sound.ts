import { create } from 'zustand'
import type { Alarm } from '#contracts/alarm.ts'
import { firstDrawn } from '../map/first-time.ts'
import { callName } from './call.ts'
import { PATTERNS, type Pattern, renderPattern, wanted } from './sound-pattern.ts'
import { speak, stopSpeaking } from './speech.ts'
import { endTalk, talkLeft } from './talk.ts'

/**
 * blocked: the browser waits for a touch; stalled: its clock stands, so nothing can be heard; noDevice: it names no output;
 * missing: it knows no Web Audio.
 */
export type SoundState = 'blocked' | 'on' | 'stalled' | 'noDevice' | 'missing'

interface Sound {
  state: SoundState
  /** name of the pattern that sounds now */
  playing: string | null
  /** 0.2 … 1: an alarm room's volume has no zero */
  volume: number
}

const VOLUME_KEY = 'xiaowei.volume'
const MIN_VOLUME = 0.2
const remembered = (): number => {
  try {
    const volume = Number(localStorage.getItem(VOLUME_KEY) ?? 1)
    return volume >= MIN_VOLUME && volume <= 1 ? volume : 1
  } catch {
    return 1 // storage may be forbidden by policy
  }
}

export const useSound = create<Sound>(() => ({ state: 'blocked', playing: null, volume: remembered() }))

// The pattern is lowered while something is said, by this page or by the person on the telephone; never to silence.
const LOWERED = 0.25
// An engine that hangs never tells the end of its sentence.
const SENTENCE_MOST_MS = 15_000
let speakingUntil = 0
const lowering = (): number => (performance.now() < speakingUntil || talkLeft() > 0 ? LOWERED : 1)

let context: AudioContext | null = null
let master: GainNode | null = null
let source: AudioBufferSourceNode | null = null
let noDevice = false
let clock = { at: 0, seconds: 0, stalled: false }

function stateNow(): SoundState {
  if (!window.AudioContext) return 'missing'
  if (context?.state !== 'running') return 'blocked'
  if (noDevice) return 'noDevice'
  return clock.stalled ? 'stalled' : 'on'
}

function report(): void {
  const state = stateNow()
  if (useSound.getState().state !== state) useSound.setState({ state })
}

/** The page stands still for 80 to 210 ms while the system's sound is opened. */
function ensureContext(): AudioContext | null {
  if (context) return context
  report()
  if (!window.AudioContext) return null
  context = new AudioContext()
  master = context.createGain()
  master.gain.value = useSound.getState().volume
  master.connect(context.destination)
  context.onstatechange = report
  report()
  return context
}

/** Browsers stay mute until a person has touched the page; every touch tries again. */
export function unlockSound(): void {
  const audio = ensureContext()
  if (audio && audio.state !== 'running') void audio.resume().then(report, report)
}

export function setVolume(volume: number): void {
  useSound.setState({ volume: Math.min(1, Math.max(MIN_VOLUME, volume)) })
  if (master) master.gain.value = useSound.getState().volume * lowering()
  try {
    localStorage.setItem(VOLUME_KEY, String(useSound.getState().volume))
  } catch {
    // it then lasts as long as the page
  }
}

/** The outputs that the browser names; null where it does not say. Names come only after the person has allowed it. */
export async function audioOutputs(): Promise<MediaDeviceInfo[] | null> {
  if (!navigator.mediaDevices?.enumerateDevices) return null
  try {
    const devices = await navigator.mediaDevices.enumerateDevices()
    return devices.filter(({ kind }) => kind === 'audiooutput')
  } catch {
    return null
  }
}

/** Whether this browser can be told where to sound (Chrome 110). */
export const canChooseOutput = (): boolean => 'AudioContext' in window && 'setSinkId' in AudioContext.prototype

/** Sends the sound to this output; '' = the system's own. @returns false when it cannot */
export async function chooseOutput(deviceId: string): Promise<boolean> {
  const audio = ensureContext() as (AudioContext & { setSinkId?: (id: string) => Promise<void> }) | null
  if (!audio?.setSinkId) return false
  try {
    await audio.setSinkId(deviceId)
    return true
  } catch (error) {
    console.warn('the output cannot be used', error)
    return false
  }
}

/**
 * Loops one period on the audio thread: a page that is busy, or hidden and slowed down, sounds all the same. The same pattern goes on where
 * it is; a louder one begins anew.
 */
function loop(pattern: Pattern | null): void {
  const name = pattern && `${pattern.name}/${pattern.gain}`
  if (name === useSound.getState().playing && (name === null || source)) return
  source?.stop()
  source?.disconnect()
  source = null
  useSound.setState({ playing: name })
  if (!pattern || !context || !master) return
  const samples = renderPattern(pattern, context.sampleRate)
  const buffer = context.createBuffer(1, samples.length, context.sampleRate)
  buffer.copyToChannel(samples, 0)
  source = context.createBufferSource()
  source.buffer = buffer
  source.loop = true
  source.connect(master)
  source.start()
}

/** Sounds the worst pattern once through, for a person to say whether it is heard. */
export function soundTest(): void {
  const audio = ensureContext()
  if (!audio || !master) return
  unlockSound()
  const samples = renderPattern(PATTERNS[1], audio.sampleRate)
  const buffer = audio.createBuffer(1, samples.length, audio.sampleRate)
  buffer.copyToChannel(samples, 0)
  const once = audio.createBufferSource()
  once.buffer = buffer
  once.connect(master)
  once.start()
}

const STALL_MS = 2000

/** An output that went away stops the context's clock, or leaves the list of devices. */
function watchOutput(now: number): void {
  if (context?.state !== 'running') clock = { at: now, seconds: -1, stalled: false }
  else if (context.currentTime !== clock.seconds) clock = { at: now, seconds: context.currentTime, stalled: false }
  else if (now - clock.at > STALL_MS) clock.stalled = true
  report()
}

async function lookForOutputs(): Promise<void> {
  const outputs = await audioOutputs()
  noDevice = outputs !== null && outputs.length === 0
  report()
}

interface Sounding {
  open: () => readonly Alarm[]
  stale: () => boolean
  /** whether this person is called because nobody sits at the desk */
  unmanned: () => boolean
  /** whether this person has it, or leads the shift of whoever has it, and it is overdue */
  reminds: (alarm: Alarm) => boolean
  /** what is said of an alarm after its pattern, in Chinese; '' = nothing */
  words: (alarm: Alarm) => string
  /** so long at most the screen's first picture comes before the sound, which any alarm and any touch opens at once; 0 where there is no map */
  pictureWaitMs?: number
}

const SPEAK_EVERY_MS = 15_000

const PICTURE_WAIT_MS = 1500

/** Sounds what is wanted until nothing is, and speaks school and place between. @returns how to stop; call `poke` when the alarms have changed. */
export function startSound({ open, stale, unmanned, reminds, words, pictureWaitMs = PICTURE_WAIT_MS }: Sounding): {
  poke: () => void
  stop: () => void
} {
  let spokenFor = ''
  let sentence = ''
  let speakAt = 0
  let calls: ReadonlySet<string> = new Set()
  let isOver = false
  if (pictureWaitMs > 0) void firstDrawn(pictureWaitMs).then(() => isOver || ensureContext())
  else ensureContext()
  const step = () => {
    const now = performance.now()
    watchOutput(now)
    const alarms = open()
    if (alarms.length > 0) ensureContext()
    const want = wanted(alarms, { stale: stale(), unmanned: unmanned() }, reminds)
    loop(context?.state === 'running' ? (want?.pattern ?? null) : null)
    const subject = want?.alarm ? callName(want.alarm) : ''
    // Who lowers it for one alarm must hear the next, be it the worst or not.
    const calling = new Set(alarms.filter(({ unacknowledged }) => unacknowledged).map(callName))
    if ((subject !== '' && subject !== spokenFor) || [...calling].some((name) => !calls.has(name))) endTalk()
    calls = calling
    if (master) master.gain.value = useSound.getState().volume * lowering()
    if (!want?.alarm) {
      if (spokenFor) stopSpeaking()
      spokenFor = ''
      return
    }
    const end = Math.max(...want.pattern.pulses.map(([start, length]) => start + length)) * 1000
    if (subject !== spokenFor) {
      // It waits for no sentence about another, nor for one that calls it a drill still.
      if (spokenFor && words(want.alarm) !== sentence) stopSpeaking()
      speakAt = now + end + 150 // after its first pulses
    }
    spokenFor = subject
    sentence = words(want.alarm)
    if (now < speakAt) return
    const audible = () => {
      speakingUntil = 0
    }
    if (!speak(sentence, talkLeft(now) > 0 ? LOWERED : 1, audible)) return
    speakAt = now + SPEAK_EVERY_MS
    speakingUntil = now + SENTENCE_MOST_MS
    if (master) master.gain.value = useSound.getState().volume * lowering()
  }
  void lookForOutputs()
  const timer = setInterval(step, 250)
  const events = ['pointerdown', 'keydown'] as const
  for (const event of events) addEventListener(event, unlockSound, true)
  const devices = navigator.mediaDevices
  const changed = () => void lookForOutputs()
  devices?.addEventListener?.('devicechange', changed)
  return {
    poke: step,
    stop: () => {
      isOver = true
      clearInterval(timer)
      for (const event of events) removeEventListener(event, unlockSound, true)
      devices?.removeEventListener?.('devicechange', changed)
      stopSpeaking()
      loop(null)
    },
  }
}
