/** What of the map can be left out. */
export const LAYERS = ['zones', 'campuses', 'cameras', 'buttons', 'labels'] as const
export type LayerName = (typeof LAYERS)[number]
