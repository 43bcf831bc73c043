import { addDays, shanghaiDay } from '#domain/shanghai.ts'
import { screenText } from '../../i18n/text.ts'
import { ExportButton } from '../../ui/ExportButton.tsx'

/** Days of availability that are handed over. */
const DAYS = 30

const useRecordText = screenText(
  { availability: `导出近 ${DAYS} 天在线时长`, maintenance: '导出检修记录' },
  { availability: `Availability of ${DAYS} days to Excel`, maintenance: 'Maintenance to Excel' },
)

/** What a vendor or technician hands in: availability by device and school, and the windows of maintenance. */
export function RecordExports({ now }: { now: number }) {
  const t = useRecordText()
  const to = addDays(shanghaiDay(now), 1)
  const query = new URLSearchParams({ from: addDays(to, -DAYS), to, by: 'school' })
  return (
    <p>
      <ExportButton list="availability" query={query.toString()} label={t.availability} />{' '}
      <ExportButton list="maintenance-windows" query="" label={t.maintenance} />
    </p>
  )
}
