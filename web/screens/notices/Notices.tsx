import { useState } from 'react'
import { Link } from 'react-router'
import type { Notice } from '#contracts/notice.ts'
import { readNotices, receiveNotice } from '../../api/notice.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from './Notices.module.css'
import { useNoticeText } from './text.ts'

const READ_MS = 30_000
const readWaiting = () => readNotices('state=waiting&limit=100')

/** Where what a notice is about is shown; a school has no tasks. */
const placeOf = ({ ownerKind, ownerId }: Notice, home: string): string => {
  if (ownerKind === 'hazard') return `${home}/hazards/${ownerId}`
  if (ownerKind === 'reportSchedule') return `${home}/reports`
  return ownerKind === 'task' ? `${home}/tasks/t/${ownerId}` : `${home}/tasks/orders/${ownerId}`
}

/** 提醒: what waits for one's own department, school or bureau until somebody signs for it; nothing at all when nothing waits. */
export function Notices({ home }: { home: string }) {
  const t = useNoticeText()
  const { value, again } = useReading(readWaiting, READ_MS)
  const [failed, setFailed] = useState(false)
  const receive = async (id: string) => {
    try {
      await receiveNotice(id)
      setFailed(false)
    } catch {
      setFailed(true)
    }
    await again()
  }
  if (!value || value.items.length === 0) return null
  const now = Date.now()
  return (
    <details className={styles.bar} data-only="notices" open={value.items.length <= 5}>
      <summary>
        {t.title}
        {colon()}
        {t.waiting(value.items.length, value.nextCursor !== null)}
      </summary>
      <PaperLine />
      {failed && <p role="alert">{t.failed}</p>}
      <ul className={styles.list} aria-label={t.title}>
        {value.items.map((notice) => (
          <li key={notice.id}>
            <span>
              <b className={notice.kind === 'overdue' ? styles.late : undefined}>{t.kinds[notice.kind]}</b>{' '}
              <Link to={placeOf(notice, home)}>{notice.subject}</Link>{' '}
              <span className={styles.dim}>
                {notice.days !== null && `${t.days(notice.days)} · `}
                {notice.audienceName && `${notice.audienceName} · `}
                {momentText(notice.at, now)}
              </span>
            </span>
            <button type="button" className={controls.button} onClick={() => void receive(notice.id)}>
              {t.receive}
            </button>
          </li>
        ))}
      </ul>
      <p className={styles.foot}>
        <ExportButton list="notices" query="state=waiting" label={t.sheet} /> <PrintButton only={{ part: 'notices', title: t.title }} />
      </p>
    </details>
  )
}
