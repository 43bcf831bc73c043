// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alarm } from '#contracts/alarm.ts'
import { startSound } from '../../web/live/sound.ts'
import { anAlarm } from '../support/builders.ts'

const voice = { lang: 'zh-CN' }
let said: string[] = []
const speech = {
  speaking: false,
  getVoices: () => [voice],
  speak: ({ words }: { words: string }) => {
    said.push(words)
    speech.speaking = true
  },
  cancel: () => {
    speech.speaking = false
  },
}

beforeEach(() => {
  said = []
  speech.speaking = false
  vi.useFakeTimers()
  vi.stubGlobal('speechSynthesis', speech)
  vi.stubGlobal(
    'SpeechSynthesisUtterance',
    class {
      readonly words: string
      constructor(words: string) {
        this.words = words
      }
    },
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function listen(open: () => readonly Alarm[]) {
  return startSound({ open, stale: () => false, unmanned: () => false, reminds: () => false, words: ({ point }) => point })
}

it('breaks off a sentence about another alarm for a worse one', async () => {
  const open = [anAlarm({ priority: 3, point: '大门' })]
  const sound = listen(() => open)
  await vi.advanceTimersByTimeAsync(5000)
  expect(said).toEqual(['大门'])
  open.unshift(anAlarm({ priority: 1, point: '门卫室' }))
  await vi.advanceTimersByTimeAsync(5000)
  expect(said).toEqual(['大门', '门卫室'])
  sound.stop()
})

it('says it as soon as it can, when something else was being said', async () => {
  speech.speaking = true
  const open = [anAlarm({ point: '门卫室' })]
  const sound = listen(() => open)
  await vi.advanceTimersByTimeAsync(6000)
  expect(said).toEqual([])
  speech.speaking = false
  await vi.advanceTimersByTimeAsync(1000)
  expect(said).toEqual(['门卫室'])
  sound.stop()
})

it('is loud again after fifteen seconds when the engine never tells the end of its sentence', async () => {
  const gain = { value: 0 }
  class Context {
    readonly state = 'suspended'
    readonly destination = {}
    createGain() {
      return { gain, connect() {} }
    }
  }
  vi.stubGlobal('AudioContext', Context)
  const open = [anAlarm({ point: '门卫室' })]
  const sound = listen(() => open)
  await vi.advanceTimersByTimeAsync(6000)
  expect([said, gain.value]).toEqual([['门卫室'], 0.25])
  await vi.advanceTimersByTimeAsync(15_000)
  expect([said, gain.value]).toEqual([['门卫室'], 1])
  sound.stop()
})
