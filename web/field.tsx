import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/tokens.css'
import { useLanguage } from './i18n/text.ts'
import { FieldPage } from './screens/field/FieldPage.tsx'

const root = document.getElementById('root')
if (root) {
  document.documentElement.lang = useLanguage.getState().language
  createRoot(root).render(
    <StrictMode>
      <FieldPage />
    </StrictMode>,
  )
}
