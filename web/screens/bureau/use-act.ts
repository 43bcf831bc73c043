import { useState } from 'react'
import { ProblemError } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { useBureauText } from './text.ts'

/** One act of a person: why it was refused, field by field as the server put it, until the next one. */
export function useAct(): { wrong: string; act: (work: () => Promise<unknown>) => Promise<boolean> } {
  const t = useBureauText()
  const [wrong, setWrong] = useState('')
  const act = async (work: () => Promise<unknown>) => {
    setWrong('')
    try {
      await work()
      return true
    } catch (error) {
      setWrong(error instanceof ProblemError ? refusalText(error.problem) : t.unanswered)
      return false
    }
  }
  return { wrong, act }
}
