/** Something that runs until it is stopped; stopping waits for what it is at. */
export interface Part {
  stop(): Promise<unknown> | unknown
}

/** Stops what was started, the last first, and empties the list; one that fails is told of and keeps none of the others. */
export async function stopInReverse(parts: Part[], onError: (error: Error, context: string) => void): Promise<void> {
  for (const part of parts.reverse().splice(0)) await Promise.resolve(part.stop()).catch((error: Error) => onError(error, 'stop'))
}
