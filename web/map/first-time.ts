/** Notes in the browser's own timeline when something of the map was there for the first time: for whoever measures how long it took. */
export function firstTime(what: 'picture' | 'ground' | 'cameras'): void {
  const name = `map:${what}`
  if (performance.getEntriesByName(name).length === 0) performance.mark(name)
}
