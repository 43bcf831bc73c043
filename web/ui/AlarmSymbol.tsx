import { drawShape } from './draw-shape.ts'
import { formOf, inStep, type SymbolSource, symbolShapes } from './symbol.ts'

/** An alarm's symbol; decoration only, the words stand beside it. */
export function AlarmSymbol({ alarm, size }: { alarm: SymbolSource; size: number }) {
  return (
    <svg ref={inStep} viewBox="-2 -2 44 44" width={size} height={size} aria-hidden="true" focusable="false">
      {symbolShapes(formOf(alarm)).map(drawShape)}
    </svg>
  )
}
