import { useCallback } from 'react'
import { readSurveys } from '../../api/venue.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { toLocalInput } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { useFilters } from '../tasks/use-filters.ts'
import { useBeltText } from './text.ts'

/** Who surveyed which belt when, where the phone stood, and what it saw. */
export function SurveyList() {
  const t = useBeltText()
  const school = useFilters().value('school')
  const read = useCallback(() => readSurveys(school), [school])
  const { value, failed } = useReading(read, 30_000)
  return (
    <section aria-label={t.pages.surveys}>
      {failed && <p role="alert">{t.retry}</p>}
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <span className={desk.grow} />
        <ExportButton list="belt-surveys" query={school ? `school=${encodeURIComponent(school)}` : ''} />
      </div>
      {value && (
        <p className={desk.dim} role="status">
          {t.survey.count(value.items.length, value.nextCursor !== null)}
        </p>
      )}
      {value?.items.length === 0 && (
        <div className={desk.empty}>
          <p>{t.survey.empty}</p>
          <p>{t.survey.emptyHint}</p>
        </div>
      )}
      {value && value.items.length > 0 && (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <TableHead words={[t.school, t.survey.at, t.survey.by, t.belt.note, t.venue.position, t.photos.title]} />
            <tbody>
              {value.items.map((one) => (
                <tr key={one.id}>
                  <td>
                    {one.schoolName} <span className={desk.dim}>{one.campusName}</span>
                  </td>
                  <td>{toLocalInput(Date.parse(one.surveyedAt)).slice(0, 16).replace('T', ' ')}</td>
                  <td>{one.surveyedBy}</td>
                  <td>{one.note ?? '—'}</td>
                  <td>
                    {one.position
                      ? `${one.position[1].toFixed(5)}, ${one.position[0].toFixed(5)}${one.accuracyM === null ? '' : ` ±${one.accuracyM} m`}`
                      : '—'}
                  </td>
                  <td>
                    <div className={styles.photos}>
                      {one.photos.map((id, n) => (
                        <a key={id} href={`/api/v1/files/${id}`} download>
                          <img src={`/api/v1/files/${id}`} alt={t.survey.photoOf(n + 1)} />
                        </a>
                      ))}
                      {one.photos.length === 0 && '—'}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
