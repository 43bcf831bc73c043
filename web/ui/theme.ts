import { create } from 'zustand'

export type Theme = 'dark' | 'light'

const KEY = 'xiaowei.theme'

function remembered(): Theme {
  try {
    return localStorage.getItem(KEY) === 'light' ? 'light' : 'dark'
  } catch {
    return 'dark' // storage may be forbidden by policy; the theme then lasts as long as the page
  }
}

/** Dark, or light for day; the desk's choice, kept on this machine. */
export const useTheme = create<{ theme: Theme; setTheme: (theme: Theme) => void }>((set) => ({
  theme: remembered(),
  setTheme: (theme) => {
    set({ theme })
    document.documentElement.dataset.theme = theme
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // see above
    }
  },
}))
