type First = 'picture' | 'ground' | 'cameras'

const hearers = new Set<() => void>()
const isMarked = (what: First): boolean => performance.getEntriesByName(`map:${what}`).length > 0

/** Notes in the browser's own timeline when something of the map was there for the first time: for whoever measures how long it took. */
export function firstTime(what: First): void {
  if (isMarked(what)) return
  performance.mark(`map:${what}`)
  for (const hear of hearers) hear()
}

/** Waits until campuses and ground have been drawn, but no longer than so many ms: what is not in the first picture shall not hold it up. */
export function firstDrawn(atMostMs: number): Promise<void> {
  return new Promise((resolve) => {
    const hear = () => {
      if (!isMarked('picture') || !isMarked('ground')) return
      hearers.delete(hear)
      resolve()
    }
    hearers.add(hear)
    hear()
    setTimeout(() => {
      hearers.delete(hear)
      resolve()
    }, atMostMs)
  })
}
