import type { BoardFault } from '#contracts/fault-board.ts'
import type { TechnicianText } from './text.ts'

/** What has failed, in words: a device or a channel or disk of it, everything below one, or what no register holds. */
export function subjectOf(fault: BoardFault, t: TechnicianText): string {
  const name = fault.deviceName ?? fault.deviceId ?? ''
  if (fault.cause === 'device') return fault.point ? `${name} · ${fault.point}` : name
  return fault.cause === 'below' ? t.cause.below(name) : t.cause[fault.cause]
}

export const kindOf = (fault: Pick<BoardFault, 'kind'>, t: TechnicianText): string => t.kind[fault.kind] ?? fault.kind

/** Where, what and how, e.g. 示例第一小学 · 门卫室 防拆. */
export const aboutOf = (fault: BoardFault, t: TechnicianText): string =>
  `${fault.schoolName ?? t.district} · ${subjectOf(fault, t)} ${kindOf(fault, t)}`

/** A size in the unit that suits it, e.g. 1.4 GB. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(bytes))) / 3)))
  const value = bytes / 1000 ** step
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}
