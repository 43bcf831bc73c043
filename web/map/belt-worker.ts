/// <reference lib="webworker" />
// The belt of a boundary that is being drawn, off the page's own thread: the geometry's libraries are loaded here alone.
import type { AreaGeometry } from '#contracts/school.ts'
import { belt } from '#domain/zone.ts'

export interface BeltRequest {
  readonly ask: number
  readonly boundary: AreaGeometry
}
export interface BeltAnswer {
  readonly ask: number
  readonly zone: AreaGeometry
}

const scope = self as unknown as DedicatedWorkerGlobalScope

scope.addEventListener('message', ({ data }: MessageEvent<BeltRequest>) => {
  const answer: BeltAnswer = { ask: data.ask, zone: belt(data.boundary).zone }
  scope.postMessage(answer)
})
