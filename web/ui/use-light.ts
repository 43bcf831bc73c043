import './light.css'
import { useLayoutEffect, useState } from 'react'
import { useTheme } from './theme.ts'

/** Shows the page by daylight as long as it is there. @returns false until it is so: what reads colours must not be drawn before. */
export function useLight(): boolean {
  const [light, setLight] = useState(false)
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = 'light'
    setLight(true)
    return () => {
      document.documentElement.dataset.theme = useTheme.getState().theme
    }
  }, [])
  return light
}
