import { useCallback, useState } from 'react'
import { readSchoolRequest, readSchoolRequests } from '../../api/school-request.ts'
import { colon } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../tasks/Tasks.module.css'
import { Sheet } from './Sheet.tsx'
import { useRequestText } from './text.ts'

/** What was sent to schools, and their answers; of a school what it was asked. */
export function SentRequests({ mayAnswer, none }: { mayAnswer: boolean; none: string }) {
  const t = useRequestText()
  const read = useCallback(() => readSchoolRequests(''), [])
  const { value, failed, again } = useReading(read, 30_000)
  const [chosen, setChosen] = useState<string | null>(null)
  const now = Date.now()
  return (
    <>
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{none}</p>}
      {value && value.items.length > 0 && (
        <div className={`${desk.bar} ${styles.noPrint}`}>
          <span className={desk.grow} />
          <ExportButton list="school-requests" query="" />
        </div>
      )}
      {value && value.items.length > 0 && (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <TableHead words={Object.values(t.sentColumns)} />
            <tbody>
              {value.items.map((one) => (
                <tr key={one.id} aria-selected={one.id === chosen}>
                  <td>
                    <button type="button" className={desk.open} onClick={() => setChosen(one.id === chosen ? null : one.id)}>
                      {mayAnswer && one.answered < one.schools ? `${t.open}${colon()}` : ''}
                      {one.title}
                    </button>
                  </td>
                  <td>{one.departmentName}</td>
                  <td className={styles.nowrap}>{momentText(one.issuedAt, now)}</td>
                  <td className={styles.nowrap}>{one.dueOn}</td>
                  <td className={desk.number}>
                    {one.answered} / {one.schools}
                  </td>
                  <td>{one.basis}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {chosen && <Sheets key={chosen} id={chosen} mayAnswer={mayAnswer} onDone={() => void again()} />}
    </>
  )
}

function Sheets({ id, mayAnswer, onDone }: { id: string; mayAnswer: boolean; onDone: () => void }) {
  const t = useRequestText()
  const read = useCallback(() => readSchoolRequest(id), [id])
  const { value, again } = useReading(read, 0)
  if (!value) return null
  return (
    <section className={desk.panel} aria-label={value.title} style={{ marginTop: 12 }}>
      <div className={desk.bar}>
        <h2>{value.title}</h2>
        <span className={desk.grow} />
        <ExportButton list="request-answers" query={`request=${id}`} label={t.answersSheet} />
      </div>
      {value.note && <p className={desk.intro}>{value.note}</p>}
      {value.sheets.map((sheet) => (
        <details key={sheet.schoolId} open={value.sheets.length === 1}>
          <summary>{sheet.schoolName}</summary>
          <Sheet
            sheet={sheet}
            mayAnswer={mayAnswer}
            onDone={() => {
              void again()
              onDone()
            }}
          />
        </details>
      ))}
    </section>
  )
}
