import type { MeasureResult } from '#contracts/measure.ts'
import { drawShape } from './draw-shape.ts'
import { resultShapes } from './result-mark.ts'

/** A result's form; decoration only, the word stands beside it. */
export function ResultMark({ result, size = 18 }: { result: MeasureResult; size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      {resultShapes(result).map(drawShape)}
    </svg>
  )
}
