import { useLanguage, useText } from '../i18n/text.ts'
import styles from './controls.module.css'

/** 中文 / English; the words name themselves, whichever language is on. */
export function LanguageSwitch() {
  const t = useText()
  const { language, setLanguage } = useLanguage()
  return (
    <button
      type="button"
      className={styles.quiet}
      aria-label={t.language.label}
      onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
    >
      {language === 'en' ? t.language.zh : t.language.en}
    </button>
  )
}
