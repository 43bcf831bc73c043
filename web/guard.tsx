import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './ui/tokens.css'
import './screens/guard/sun.css'
import { useLanguage } from './i18n/text.ts'
import { Guard } from './screens/guard/Guard.tsx'

const root = document.getElementById('root')
if (root) {
  document.documentElement.lang = useLanguage.getState().language
  createRoot(root).render(
    <StrictMode>
      <Guard />
    </StrictMode>,
  )
}
