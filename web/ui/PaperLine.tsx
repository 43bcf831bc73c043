import { chineseDay, shanghaiDay } from '#domain/shanghai.ts'
import { screenText } from '../i18n/text.ts'
import { useSession } from '../live/session.ts'

const usePaperText = screenText(
  {
    line: (unit: string, maker: string, day: string) =>
      `单位（盖章）：${unit || '　　　　　　　　'}　　填报人：${maker}　　审核人（签字）：　　　　　　日期：${day}`,
  },
  {
    line: (unit: string, maker: string, day: string) =>
      `Unit (seal): ${unit || '____________________'}    Filled in by: ${maker}    Checked by (signature): ______________    Date: ${day}`,
  },
)

/** What a printed list says of itself, with space for seal and signature; on paper only. @param title where the screen itself shows none; words: the list's filter, in words */
export function PaperLine({ title, words = '' }: { title?: string; words?: string }) {
  const t = usePaperText()
  const { session } = useSession()
  if (!session) return null
  return (
    <div data-print="only">
      {title !== undefined && <h2>{title}</h2>}
      {words !== '' && <p>{words}</p>}
      <p style={{ whiteSpace: 'pre-wrap' }}>
        {t.line(session.role === 'bureau' ? session.unit : '', session.user.name, chineseDay(shanghaiDay(Date.now())))}
      </p>
    </div>
  )
}
