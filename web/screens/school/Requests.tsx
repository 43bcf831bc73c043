import { SentRequests } from '../requests/SentRequests.tsx'
import { useRequestText } from '../requests/text.ts'

/** What departments ask of this school: only what is on the list, and of that only what the system does not know. */
export function Requests({ mayAnswer }: { mayAnswer: boolean }) {
  const t = useRequestText()
  return (
    <section aria-label={t.schoolTitle}>
      <h2>{t.schoolTitle}</h2>
      <SentRequests mayAnswer={mayAnswer} none={t.noneSchool} />
    </section>
  )
}
