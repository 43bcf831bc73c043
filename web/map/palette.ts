/** The tokens of `ui/tokens.css` that the map's painters use. A worker sees no CSS: it is sent their values. */
const TOKENS = [
  'ground',
  'text',
  'dim',
  'font',
  'map-ground',
  'map-living',
  'map-trade',
  'map-industry',
  'map-park',
  'map-water',
  'map-building',
  'map-building-line',
  'map-casing',
  'map-lane',
  'map-street',
  'map-major',
  'map-highway',
  'map-name',
  'map-place',
  'map-water-name',
  'map-park-name',
  'map-label',
  'map-halo',
  'zone-line',
  'zone-fill',
  'campus-line',
  'campus-fill',
  'gate',
  'camera',
  'camera-off',
  'button',
] as const

export type Palette = Record<(typeof TOKENS)[number], string>

/** The colours of the page as they are now, day or night. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Palette
}

/** Tells of every change of the page's theme. @returns how to stop */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] })
  const scheme = matchMedia('(prefers-color-scheme: light)')
  scheme.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    scheme.removeEventListener('change', changed)
  }
}
