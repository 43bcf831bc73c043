import { useCallback } from 'react'
import type { Notice } from '#contracts/notice.ts'
import { readNotices } from '../../api/notice.ts'
import { brackets } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { useNoticeText } from './text.ts'

/** Who was told of one thing, and who has signed for it. */
export function SentNotices({ ownerKind, ownerId }: Pick<Notice, 'ownerKind' | 'ownerId'>) {
  const t = useNoticeText()
  const read = useCallback(() => readNotices(`ownerKind=${ownerKind}&ownerId=${ownerId}&limit=100`), [ownerKind, ownerId])
  const { value } = useReading(read, 30_000)
  const now = Date.now()
  return (
    <section className={desk.panel} aria-label={t.sent}>
      <h2>{t.sent}</h2>
      {value?.items.length === 0 && <p className={desk.dim}>{t.none}</p>}
      {value && value.items.length > 0 && (
        <ExportButton list="notices" query={`ownerKind=${ownerKind}&ownerId=${ownerId}`} label={t.sheet} />
      )}
      <ul>
        {value?.items.map((one) => (
          <li key={one.id} style={{ padding: '4px 0' }}>
            {momentText(one.at, now)} · {t.kinds[one.kind]} {one.days !== null && `${brackets(t.days(one.days))}`}
            {one.audienceName && ` → ${one.audienceName}`}{' '}
            <span className={one.receivedAt ? desk.dim : desk.warn}>
              {one.receivedAt && one.receivedBy ? t.received(one.receivedBy, momentText(one.receivedAt, now)) : t.notReceived}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
