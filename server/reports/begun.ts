/**
 * Pages of which the first is read already. An answer whose head has left cannot become a refusal any more: what the database makes of
 * the question is known before.
 */
export async function begun<Page>(pages: AsyncIterable<Page>): Promise<AsyncIterable<Page>> {
  const reading = pages[Symbol.asyncIterator]()
  const first = await reading.next()
  return (async function* () {
    try {
      if (first.done) return
      yield first.value
      yield* { [Symbol.asyncIterator]: () => reading }
    } finally {
      // Whoever reads no further (a caller who hung up) lets go of the database as well.
      await reading.return?.()
    }
  })()
}
