import { create } from 'zustand'
import { keep, recall } from '../../live/storage.ts'

const STORE = 'xiaowei.large'

function apply(large: boolean): void {
  document.documentElement.style.fontSize = large ? '125%' : ''
}

/** Large type, for this phone; everything on the page is measured by it. */
export const useTypeSize = create<{ large: boolean; setLarge: (large: boolean) => void }>((set) => {
  const large = recall<boolean>(STORE) === true
  apply(large)
  return {
    large,
    setLarge: (chosen) => {
      keep(STORE, chosen)
      apply(chosen)
      set({ large: chosen })
    },
  }
})
