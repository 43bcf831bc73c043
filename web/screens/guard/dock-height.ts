/** Tells the page how high what is fixed at its foot is at present, as `--dock`: nothing ends below it. @returns how to stop */
export function watchDock(dock: HTMLElement): () => void {
  const watch = new ResizeObserver(() => document.documentElement.style.setProperty('--dock', `${dock.offsetHeight}px`))
  watch.observe(dock)
  return () => watch.disconnect()
}
