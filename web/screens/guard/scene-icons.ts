import type { Scene } from '#contracts/alarm.ts'

/** The six pictures, as filled and stroked paths in a box of 48 × 48. */
export const SCENE_PATHS: Record<Scene, { fill?: string; stroke?: string }> = {
  weapon: { fill: 'M21 27 41 6c3 9-2 20-13 27zM19 29l6 6-11 10-8-7z' },
  ramming: {
    fill: 'M3 33v-7l4-1 4-8h13l5 8 3 1v7h-3a4 4 0 0 0-8 0h-6a4 4 0 0 0-8 0zM11 30a4 4 0 1 0 .1 0zM25 30a4 4 0 1 0 .1 0zM39 12h6v26h-6z',
    stroke: 'M31 10l3 5M35 6v6M29 17h4',
  },
  conflict: {
    fill: 'M12 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM36 6a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM2 43c0-12 4-22 10-22 5 0 7 6 7 12l-4 1v9zM46 43c0-12-4-22-10-22-5 0-7 6-7 12l4 1v9zM26 12l-6 13h4l-3 11 8-14h-4l4-10z',
  },
  medical: { fill: 'M18 5h12v13h13v12H30v13H18V30H5V18h13z' },
  missing: {
    fill: 'M16 5a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM4 44V33a12 11 0 0 1 24 0v11zM37 33.5a2.6 2.6 0 1 1-.1 0z',
    stroke: 'M32 14a6 6 0 1 1 9 5c-3 2-4 3-4 8',
  },
  fire: { fill: 'M25 3c1 9 12 13 12 26a13 13 0 0 1-26 0c0-7 4-9 5-16 4 3 5 6 5 9 3-5 4-11 4-19z' },
}
