/** Something that runs until it is stopped; stopping waits for what it is at. */
export interface Part {
  stop(): Promise<unknown> | unknown
}
