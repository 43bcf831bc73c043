import { useCallback, useEffect, useState } from 'react'
import type { TeacherLoan } from '#contracts/campaign.ts'
import { lendTeacher, readLoans, returnTeacher } from '../../api/campaign.ts'
import { colon } from '../../i18n/text.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { TableHead } from '../../ui/TableHead.tsx'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from './ActForm.tsx'
import { DayLine, Line, Pick } from './Choices.tsx'
import { useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { useYear, YearBar } from './YearBar.tsx'

/** 借调教师: at most six months; longer ones stand first and are marked. */
export function Loans() {
  const t = useSupervisionText()
  const words = t.loan
  const { year } = useYear()
  const read = useCallback(() => readLoans(year), [year])
  const { value, failed, again } = useReading(read, 60_000)
  const [asked, setAsked] = useState<'add' | TeacherLoan | null>(null)
  const schools = useRegister((register) => register.schools)
  useEffect(loadSchools, [])
  const form = {
    onDone: () => {
      setAsked(null)
      void again()
    },
    onCancel: () => setAsked(null),
    onRefused: () => void again(),
  }
  return (
    <section aria-label={t.pages.loans}>
      <YearBar label={t.year} title={t.pages.loans} list="teacher-loans">
        <button type="button" className={desk.primary} onClick={() => setAsked('add')}>
          {words.add}
        </button>
      </YearBar>
      <p className={styles.words}>{words.limit}</p>
      {asked === 'add' && (
        <ActForm
          title={words.add}
          send={(data) =>
            lendTeacher({
              schoolId: typed(data, 'schoolId') ?? '',
              name: typed(data, 'name') ?? '',
              borrower: typed(data, 'borrower') ?? '',
              reason: typed(data, 'reason'),
              approver: typed(data, 'approver'),
              startsOn: typed(data, 'startsOn') ?? '',
              endsOn: typed(data, 'endsOn') ?? '',
            })
          }
          {...form}
        >
          <div className={desk.form}>
            <Pick name="schoolId" label={t.school} choices={[...schools.values()]} ask={t.choose} />
            <Line name="name" label={words.name} />
            <Line name="borrower" label={words.borrower} />
            <Line name="approver" label={words.approver} required={false} />
            <DayLine name="startsOn" label={words.starts} />
            <DayLine name="endsOn" label={words.ends} />
            <Line name="reason" label={words.reason} required={false} />
          </div>
        </ActForm>
      )}
      {asked !== null && asked !== 'add' && (
        <ActForm
          title={`${words.back}${colon()}${asked.name}`}
          send={(data) =>
            returnTeacher(
              asked.id,
              value?.items.find(({ id }) => id === asked.id)?.version ?? asked.version,
              typed(data, 'returnedOn') ?? '',
            )
          }
          {...form}
        >
          <DayLine name="returnedOn" label={words.returned} />
        </ActForm>
      )}
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{words.none}</p>}
      {value && value.items.length > 0 && (
        <div className={desk.scroll}>
          <table className={desk.table}>
            <TableHead
              words={[
                t.school,
                words.name,
                words.borrower,
                words.reason,
                words.approver,
                words.starts,
                words.ends,
                words.limitOn,
                words.returned,
              ]}
            />
            <tbody>
              {value.items.map((loan) => (
                <tr key={loan.id}>
                  <td>{loan.schoolName}</td>
                  <td>{loan.name}</td>
                  <td>{loan.borrower}</td>
                  <td>{loan.reason ?? '—'}</td>
                  <td>{loan.approver ?? '—'}</td>
                  <td className={styles.nowrap}>{loan.startsOn}</td>
                  <td className={styles.nowrap}>{loan.endsOn}</td>
                  <td className={styles.nowrap}>
                    {loan.limitOn} {loan.tooLong && <span className={desk.warn}>{words.tooLong}</span>}
                  </td>
                  <td className={styles.nowrap}>
                    {loan.returnedOn ?? (
                      <button type="button" className={controls.button} onClick={() => setAsked(loan)}>
                        {words.back}
                      </button>
                    )}
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
