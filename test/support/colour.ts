// Colours as other eyes and a grey printer see them.

/** 0–1 each, as on the screen (sRGB) or, where it says so, linear light. */
export type Rgb = [number, number, number]

export function rgb(hex: string): Rgb {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex
  return [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255) as Rgb
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

export const luminance = (colour: Rgb): number => {
  const [r, g, b] = colour.map(linear) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** What a deuteranope sees (Viénot, Brettel, Mollon 1999), linear light. */
export function deuteranope(colour: Rgb): Rgb {
  const [r, g, b] = colour.map(linear) as Rgb
  return [0.29275 * r + 0.70725 * g, 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b].map((value) =>
    Math.min(1, Math.max(0, value)),
  ) as Rgb
}

/** What a grey print keeps, linear light. */
export const grey = (colour: Rgb): Rgb => {
  const y = luminance(colour)
  return [y, y, y]
}

/** CIELAB of linear light, D65. */
export function lab([r, g, b]: Rgb): Rgb {
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** Distance of two colours in linear light, CIE 1976. */
export const deltaE = (a: Rgb, b: Rgb): number => Math.hypot(...lab(a).map((value, i) => value - (lab(b)[i] ?? 0)))
