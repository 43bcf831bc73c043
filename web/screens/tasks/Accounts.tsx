import { useCallback, useState } from 'react'
import type { Accountability, Appraisal, NewAccountability } from '#contracts/campaign.ts'
import type { Department } from '#contracts/department.ts'
import { appraise, holdToAccount, readAccountabilities, readAppraisals } from '../../api/campaign.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from './ActForm.tsx'
import { Area, DayLine, Line, Pick } from './Choices.tsx'
import { PeriodAppraisal } from './PeriodAppraisal.tsx'
import { type SupervisionText, useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { useYear, YearBar } from './YearBar.tsx'

/** 考核问责: what supervision found as points, and who was held to account, by department and name with the day. */
export function Accounts({ departments, mayWrite }: { departments: readonly Department[]; mayWrite: boolean }) {
  const t = useSupervisionText()
  const words = t.account
  const { year } = useYear()
  const readPoints = useCallback(() => readAppraisals(year), [year])
  const readNames = useCallback(() => readAccountabilities(year), [year])
  const points = useReading(readPoints, 60_000)
  const names = useReading(readNames, 60_000)
  const [asked, setAsked] = useState<'points' | 'account' | null>(null)
  const form = {
    onDone: () => {
      setAsked(null)
      void points.again()
      void names.again()
    },
    onCancel: () => setAsked(null),
    onRefused: () => {},
  }
  const decided = (data: FormData) => ({
    departmentId: typed(data, 'departmentId') ?? '',
    decidedOn: typed(data, 'decidedOn') ?? '',
    text: typed(data, 'text') ?? '',
    taskId: typed(data, 'taskId'),
  })
  return (
    <section aria-label={t.pages.accounts}>
      <YearBar label={t.year} title={t.pages.accounts}>
        {mayWrite && (
          <>
            <button type="button" className={controls.button} onClick={() => setAsked('points')}>
              {words.addPoints}
            </button>
            <button type="button" className={controls.button} onClick={() => setAsked('account')}>
              {words.addAccount}
            </button>
          </>
        )}
      </YearBar>
      {asked && (
        <ActForm
          key={asked}
          title={asked === 'points' ? words.addPoints : words.addAccount}
          send={(data) =>
            asked === 'points'
              ? appraise({ ...decided(data), points: Number(typed(data, 'points')) })
              : holdToAccount({
                  ...decided(data),
                  person: typed(data, 'person') ?? '',
                  form: (typed(data, 'form') ?? '') as NewAccountability['form'],
                  decidedBy: typed(data, 'decidedBy') ?? '',
                })
          }
          {...form}
        >
          <div className={desk.form}>
            <Pick name="departmentId" label={t.department} choices={departments} ask={t.choose} />
            <DayLine name="decidedOn" label={words.day} />
            {asked === 'points' ? (
              <label className={controls.field}>
                {words.points}
                <input name="points" type="number" min={-100} max={100} step={0.1} required />
              </label>
            ) : (
              <>
                <Line name="person" label={words.person} />
                <Pick
                  name="form"
                  label={words.form}
                  choices={Object.entries(words.forms).map(([id, name]) => ({ id, name }))}
                  ask={t.choose}
                />
                <Line name="decidedBy" label={words.decidedBy} />
              </>
            )}
            <Line name="taskId" label={words.task} required={false} />
          </div>
          <Area name="text" label={words.text} />
        </ActForm>
      )}
      {(points.failed || names.failed) && <p role="alert">{t.retry}</p>}
      {mayWrite && <PeriodAppraisal onDone={() => void points.again()} />}
      <section className={desk.panel} aria-label={words.appraisal}>
        <div className={desk.bar}>
          <h2>{words.appraisal}</h2>
          <span className={desk.grow} />
          <ExportButton list="appraisals" query={`year=${year}`} />
        </div>
        <AppraisalTable rows={points.value?.items ?? []} t={t} />
      </section>
      <section className={desk.panel} aria-label={words.accountability}>
        <div className={desk.bar}>
          <h2>{words.accountability}</h2>
          <span className={desk.grow} />
          <ExportButton list="accountabilities" query={`year=${year}`} />
        </div>
        <AccountabilityTable rows={names.value?.items ?? []} t={t} />
      </section>
    </section>
  )
}

export function AppraisalTable({ rows, t }: { rows: readonly Appraisal[]; t: SupervisionText }) {
  const words = t.account
  if (rows.length === 0) return <p className={desk.dim}>{words.none}</p>
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{t.department}</th>
            <th scope="col" className={desk.number}>
              {words.points}
            </th>
            <th scope="col">{words.text}</th>
            <th scope="col">{t.by}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={styles.nowrap}>{row.decidedOn}</td>
              <td>{row.departmentName}</td>
              <td className={desk.number}>{row.points}</td>
              <td>{row.text}</td>
              <td>{row.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function AccountabilityTable({ rows, t }: { rows: readonly Accountability[]; t: SupervisionText }) {
  const words = t.account
  if (rows.length === 0) return <p className={desk.dim}>{words.none}</p>
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <TableHead words={[words.day, t.department, words.person, words.form, words.text, words.decidedBy]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={styles.nowrap}>{row.decidedOn}</td>
              <td>{row.departmentName}</td>
              <td>{row.person}</td>
              <td>{words.forms[row.form]}</td>
              <td>{row.text}</td>
              <td>{row.decidedBy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
