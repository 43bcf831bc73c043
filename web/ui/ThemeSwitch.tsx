import { screenText } from '../i18n/text.ts'
import styles from './controls.module.css'
import { useTheme } from './theme.ts'

const useThemeText = screenText(
  { light: '日间', dark: '夜间', label: '切换日间或夜间外观' },
  { light: 'Day', dark: 'Night', label: 'Day or night look' },
)

/** Day or night; the button names what it brings. */
export function ThemeSwitch() {
  const words = useThemeText()
  const { theme, setTheme } = useTheme()
  return (
    <button type="button" className={styles.quiet} title={words.label} onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>
      {theme === 'dark' ? words.light : words.dark}
    </button>
  )
}
