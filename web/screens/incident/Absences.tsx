import { useCallback, useState } from 'react'
import { AbsenceCause, type AbsenceImport, type AbsenceNotice } from '#contracts/absence.ts'
import type { Problem } from '#contracts/problem.ts'
import type { Session } from '#contracts/session.ts'
import { ProblemError } from '../../api/http.ts'
import { answerNotice, importAbsences, readAbsences, readNotices } from '../../api/incident.ts'
import { findingText, refusalText } from '../../i18n/refusal-text.ts'
import { colon } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import { useReading } from '../admin/use-reading.ts'
import { useAbsenceText } from './absence-text.ts'
import { Preventions } from './Preventions.tsx'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

/** With a byte-order mark, so that Excel and WPS read it as UTF-8. */
const TEMPLATE = '\ufeff学校代码,日期,因病缺课人数\r\n'

/** As many notices as the server lists. */
const MOST_NOTICES = 200

/** Takes the health system's file; a refused one is told cell by cell. */
function ImportForm({ onTaken }: { onTaken: () => void }) {
  const a = useAbsenceText()
  const t = useIncidentText()
  const [file, setFile] = useState<File | null>(null)
  const [taken, setTaken] = useState<AbsenceImport | null>(null)
  const [problem, setProblem] = useState<Pick<Problem, 'detail' | 'errors'> | null>(null)
  const send = async (chosen: File) => {
    setTaken(null)
    setProblem(null)
    try {
      setTaken(await importAbsences(chosen))
      onTaken()
    } catch (error) {
      setProblem(error instanceof ProblemError ? error.problem : { detail: wordsOf(error, t) })
    }
  }
  return (
    <section className={styles.panel} aria-label={a.take}>
      <p className={styles.dim}>{a.intro}</p>
      <label className={controls.field}>
        {a.file}
        <input type="file" accept=".xlsx,.csv" onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      </label>
      <div className={styles.buttons}>
        <a className={controls.button} href={`data:text/csv;charset=utf-8,${encodeURIComponent(TEMPLATE)}`} download={`${a.template}.csv`}>
          {a.template}
        </a>
        <button type="button" className={styles.primary} disabled={file === null} onClick={() => file && void send(file)}>
          {a.take}
        </button>
      </div>
      {taken && (
        <p role="status" className={styles.said}>
          {a.taken(taken.rows, taken.added, taken.changed, taken.same, taken.notices)}
        </p>
      )}
      {problem && (
        <div role="alert">
          <p className={styles.wrong}>{problem.errors ? a.refused : refusalText(problem)}</p>
          {problem.errors && (
            <div className={styles.scroll}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">{a.cell}</th>
                    <th scope="col">{a.fault}</th>
                  </tr>
                </thead>
                <tbody>
                  {problem.errors.map(({ path, message }) => (
                    <tr key={`${path} ${message}`}>
                      <td>{path}</td>
                      <td>{findingText(message)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
    </section>
  )
}

/** Numerator ÷ denominator; without pupils no share is said. */
function useShare(): (count: { absent: number; pupils: number | null }) => string {
  const a = useAbsenceText()
  return ({ absent, pupils }) => {
    if (!pupils) return a.noShare
    return `${absent} ÷ ${pupils} = ${(Math.floor((absent * 1000) / pupils) / 10).toFixed(1)} %`
  }
}

function Notice({ notice, session, onChanged }: { notice: AbsenceNotice; session: Session; onChanged: () => void }) {
  const a = useAbsenceText()
  const t = useIncidentText()
  const share = useShare()
  const schools = useRegister((register) => register.schools)
  const [cause, setCause] = useState<AbsenceCause | ''>('')
  const [problem, setProblem] = useState('')
  const answer = async (chosen: AbsenceCause) => {
    try {
      await answerNotice(notice.id, { version: notice.version, cause: chosen })
      setProblem('')
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    onChanged()
  }
  return (
    <li className={styles.panel}>
      <p>
        <b>{schools.get(notice.schoolId)?.name ?? notice.schoolId}</b> · {notice.day} · {share(notice)}{' '}
        {notice.correctedAbsent !== null && <b>{a.corrected(share({ absent: notice.correctedAbsent, pupils: notice.pupils }))} </b>}
        <span className={notice.cause ? styles.tag : styles.warn}>{a.over(notice.rule, notice.amount)}</span>
        {notice.cause ? (
          <span>
            {a.cause}
            {colon()}
            {a.causes[notice.cause]} <small className={styles.dim}>{a.answered(notice.answeredBy ?? '')}</small>
          </span>
        ) : (
          <span className={styles.dim}>{a.waiting}</span>
        )}
      </p>
      {holds(session, 'absence:answer') && notice.cause === null && (
        <div className={styles.bar} style={{ marginTop: 8 }} data-print="no">
          <select aria-label={a.cause} value={cause} onChange={(event) => setCause(event.target.value as AbsenceCause | '')}>
            <option value="">{a.choose}</option>
            {AbsenceCause.options.map((one) => (
              <option key={one} value={one}>
                {a.causes[one]}
              </option>
            ))}
          </select>
          <button type="button" className={styles.primary} disabled={cause === ''} onClick={() => cause && void answer(cause)}>
            {a.answer}
          </button>
        </div>
      )}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <Preventions ownerKind="absenceNotice" ownerId={notice.id} session={session} />
    </li>
  )
}

/** 因病缺课: import, notices with their causes, numbers by day. */
export function Absences({ session }: { session: Session }) {
  const a = useAbsenceText()
  const t = useIncidentText()
  const share = useShare()
  const schools = useRegister((register) => register.schools)
  const read = useCallback(() => readAbsences(''), [])
  const counts = useReading(read, 0)
  const notices = useReading(readNotices, 0)
  const again = () => {
    void counts.again()
    void notices.again()
  }
  return (
    <>
      {holds(session, 'absence:import') && (
        <div data-print="no">
          <ImportForm onTaken={again} />
        </div>
      )}
      <PaperLine title={t.pages.absences} />
      <div className={styles.bar}>
        <h2 style={{ margin: '20px 0 8px' }}>{a.notices}</h2>
        <span className={styles.grow} />
        {(notices.value?.items.length ?? 0) > 0 && <ExportButton list="absence-notices" query="" />}
        {holds(session, 'incident:read') && <ExportButton list="preventions" query="" label={a.preventions} />}
      </div>
      {notices.value?.items.length === 0 && <p className={styles.dim}>{a.noNotices}</p>}
      {notices.value && notices.value.items.length >= MOST_NOTICES && <p className={styles.dim}>{a.latestNotices(MOST_NOTICES)}</p>}
      <ul>
        {notices.value?.items.map((notice) => (
          <Notice key={notice.id} notice={notice} session={session} onChanged={again} />
        ))}
      </ul>
      <div className={styles.bar}>
        <h2 style={{ margin: '20px 0 8px' }}>{a.counts}</h2>
        <span className={styles.grow} />
        <ExportButton list="absences" query="" />
        <PrintButton ready={counts.value !== null} />
      </div>
      {counts.value?.items.length === 0 && <p className={styles.dim}>{a.noCounts}</p>}
      {counts.value?.nextCursor && <p className={styles.dim}>{a.latest(counts.value.items.length)}</p>}
      {(counts.value?.items.length ?? 0) > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <TableHead words={Object.values(a.table)} />
            <tbody>
              {counts.value?.items.map((count) => (
                <tr key={`${count.schoolId} ${count.day}`}>
                  <td>{schools.get(count.schoolId)?.name ?? count.schoolId}</td>
                  <td>{count.day}</td>
                  <td>{count.absent}</td>
                  <td>{share(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
