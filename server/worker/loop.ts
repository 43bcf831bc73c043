/** Something done again and again, one run at a time. */
export interface Loop {
  start(): void
  /** Waits for the run it is at. */
  stop(): Promise<void>
  /** Runs at once, or again right after the run it is at. */
  wake(): void
}

/** @param everyMs from the end of one run to the start of the next */
export function loop(everyMs: number, run: () => Promise<unknown>, onError: (error: Error) => void): Loop {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let again = false
  let stopped = true

  const turn = (): void => {
    clearTimeout(timer)
    if (stopped) return
    if (running !== null) {
      again = true
      return
    }
    running = run()
      .then(
        () => {},
        (error: unknown) => onError(error instanceof Error ? error : new Error(String(error))),
      )
      .then(() => {
        running = null
        if (stopped) return
        timer = setTimeout(turn, again ? 0 : everyMs)
        again = false
      })
  }
  return {
    start() {
      stopped = false
      turn()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
    wake: turn,
  }
}
