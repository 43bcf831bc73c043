import { useText } from '../i18n/text.ts'
import { ageText } from '../ui/time.ts'
import { useSecond } from './link.ts'

/** How long ago something was, by the server's clock, counting up in place. */
export function Age({ at, className }: { at: string; className?: string | undefined }) {
  const t = useText()
  const second = useSecond()
  return (
    <time dateTime={at} className={className}>
      {ageText(second * 1000 - Date.parse(at), t.time)}
    </time>
  )
}
