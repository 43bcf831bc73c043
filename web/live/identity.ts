import { create } from 'zustand'
import { ProblemError } from '../api/http.ts'

interface Identity {
  /** Waits for a word about who is at this desk; true: it was given. */
  answer: ((given: boolean) => void) | null
}

/** Whether somebody is asked who is at this desk. */
export const useIdentity = create<Identity>(() => ({ answer: null }))

const isAsked = (error: unknown): boolean => error instanceof ProblemError && error.problem.type === '/problems/confirm-identity'

/** Does what the server may want a word for about who is at this desk (R54): asks for it, and does it again. Throws what the work throws. */
export async function withIdentity<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isAsked(error)) throw error
    const given = await new Promise<boolean>((resolve) => useIdentity.setState({ answer: resolve }))
    useIdentity.setState({ answer: null })
    if (!given) throw error
    return work()
  }
}
