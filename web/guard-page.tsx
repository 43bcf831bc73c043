import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { Guard } from './screens/guard/Guard.tsx'

function Ready({ then }: { then: () => void }) {
  useEffect(then, [then])
  return null
}

/** The whole page. @param onReady once it is drawn, with whatever the first stage has fetched and said */
export function openPage(root: HTMLElement, onReady: () => void): void {
  createRoot(root).render(
    <StrictMode>
      <Guard />
      <Ready then={onReady} />
    </StrictMode>,
  )
}
