import { Link } from 'react-router'
import type { Session } from '#contracts/session.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { readDeliveries, receiveReport } from '../../api/report-schedule.ts'
import { useServer } from '../../api/use-server.ts'
import { screenText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'

const useDeliveryText = screenText(
  {
    inbox: '收到的定时报表',
    receive: '签收',
    received: (at: string) => `${at} 签收`,
    noPdf: '无 PDF',
    pdf: '下载 PDF',
  },
  {
    inbox: 'Scheduled reports for you',
    receive: 'Sign for it',
    received: (at) => `signed for ${at}`,
    noPdf: 'no PDF',
    pdf: 'Download the PDF',
  },
)

/** What was delivered to this person, with the receipt. */
export function Deliveries({ session }: { session: Session }) {
  const t = useDeliveryText()
  const served = useServer('report-deliveries', readDeliveries, 60_000)
  const items = served.value?.items ?? []
  if (items.length === 0) return null
  return (
    <section className={desk.panel} aria-label={t.inbox} data-print="no">
      <div className={desk.bar}>
        <h2>{t.inbox}</h2>
        <span className={desk.grow} />
        <ExportButton list="report-deliveries" query="" />
      </div>
      <ul>
        {items.map(({ id, title, reportId, fileId, deliveredAt, receivedAt }) => (
          <li key={id} className={desk.bar}>
            <span className={desk.dim}>{shanghaiMoment(deliveredAt)}</span>
            {holds(session, 'report:read') ? <Link to={`/bureau/reports/${reportId}`}>{title}</Link> : <b>{title}</b>}
            {fileId ? (
              <a href={`/api/v1/files/${fileId}`} download>
                {t.pdf}
              </a>
            ) : (
              <span className={desk.dim}>{t.noPdf}</span>
            )}
            {receivedAt ? (
              <span className={desk.dim}>{t.received(shanghaiMoment(receivedAt))}</span>
            ) : (
              <button type="button" className={desk.primary} onClick={() => void receiveReport(id).then(served.again)}>
                {t.receive}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
