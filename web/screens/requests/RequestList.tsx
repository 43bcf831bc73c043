import { useCallback, useState } from 'react'
import type { Department } from '#contracts/department.ts'
import type { RequestListEntry } from '#contracts/school-request.ts'
import { decideEntry, readRequestList } from '../../api/school-request.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { useReading } from '../admin/use-reading.ts'
import { refusalWords } from '../tasks/act-words.ts'
import styles from '../tasks/Tasks.module.css'
import { useTaskText } from '../tasks/text.ts'
import { AskOther, AskSchools, DecideEntry } from './EntryActs.tsx'
import { EntryForm } from './EntryForm.tsx'
import { useRequestText } from './text.ts'

interface Props {
  departments: readonly Department[]
  mayDecide: boolean
}

/** Which form is open, and on which entry. */
type Asked = { act: 'propose' | 'other' } | { act: 'reject' | 'withdraw' | 'ask'; entry: RequestListEntry }

/** 准入清单: what may be asked of schools; filed, decided by a second person, sent. */
export function RequestList({ departments, mayDecide }: Props) {
  const t = useRequestText()
  const words = useTaskText()
  const { value, failed, again } = useReading(readRequestList, 30_000)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [problem, setProblem] = useState('')
  const done = useCallback(() => {
    setAsked(null)
    void again()
  }, [again])
  const form = { onDone: done, onCancel: () => setAsked(null), onRefused: () => void again() }
  const approve = async (entry: RequestListEntry) => {
    setProblem('')
    await decideEntry(entry.id, { version: entry.version, decision: 'approved' }).catch((error: unknown) =>
      setProblem(refusalWords(error, words)),
    )
    done()
  }
  return (
    <section aria-label={t.pages.list}>
      <PaperLine title={t.pages.list} />
      <p className={desk.intro}>{t.intro}</p>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <button type="button" className={desk.primary} onClick={() => setAsked({ act: 'propose' })}>
          {t.propose}
        </button>
        <button type="button" className={controls.button} onClick={() => setAsked({ act: 'other' })}>
          {t.askOther}
        </button>
        <span className={desk.grow} />
        <ExportButton list="request-list" query="" />
        <PrintButton ready={value !== null} />
      </div>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      {asked?.act === 'propose' && <EntryForm departments={departments} mayDecide={mayDecide} {...form} />}
      {asked?.act === 'other' && <AskOther departments={departments} {...form} />}
      {asked?.act === 'ask' && <AskSchools entry={asked.entry} {...form} />}
      {(asked?.act === 'reject' || asked?.act === 'withdraw') && <DecideEntry act={asked.act} entry={asked.entry} {...form} />}
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{t.none}</p>}
      {value && value.items.length > 0 && (
        <div className={desk.scroll} style={{ marginTop: 12 }}>
          <table className={desk.table}>
            <thead>
              <tr>
                {Object.entries(t.columns).map(([key, word]) => (
                  <th key={key} scope="col">
                    {word}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {value.items.map((entry) => (
                <EntryRow
                  key={entry.id}
                  entry={entry}
                  mayDecide={mayDecide}
                  mayAsk={departments.some(({ id }) => id === entry.departmentId)}
                  onApprove={() => void approve(entry)}
                  onAct={(act) => setAsked({ act, entry })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface RowProps {
  entry: RequestListEntry
  mayDecide: boolean
  mayAsk: boolean
  onApprove: () => void
  onAct: (act: 'reject' | 'withdraw' | 'ask') => void
}

function EntryRow({ entry, mayDecide, mayAsk, onApprove, onAct }: RowProps) {
  const t = useRequestText()
  const isLocked = (field: RequestListEntry['fields'][number]) => field.source !== null
  return (
    <tr>
      <td>{entry.title}</td>
      <td>{entry.departmentName}</td>
      <td className={styles.nowrap}>{t.kinds[entry.kind]}</td>
      <td>{entry.basis}</td>
      <td>{entry.approver}</td>
      <td className={styles.nowrap}>{t.frequencies[entry.frequency]}</td>
      <td>
        <details>
          <summary>
            {entry.fields.filter(isLocked).length} / {entry.fields.length}
          </summary>
          <ul>
            {entry.fields.map((field) => (
              <li key={field.key}>
                {field.label} <span className={isLocked(field) ? desk.note : desk.tag}>{isLocked(field) ? t.locked : t.typed}</span>
              </li>
            ))}
          </ul>
        </details>
      </td>
      <td className={styles.nowrap}>
        {entry.validFrom} – {entry.validTo}
        <br />
        <span className={desk.dim}>
          {t.filedOn} {entry.filedOn}
        </span>
      </td>
      <td>
        <span className={entry.inForce ? desk.note : desk.tag}>
          {entry.state === 'approved' ? (entry.inForce ? t.inForce : t.notInForce) : t.states[entry.state]}
        </span>
        {entry.decision && <p className={desk.dim}>{entry.decision}</p>}
      </td>
      <td className={`${styles.nowrap} ${styles.noPrint}`}>
        {mayDecide && entry.state === 'proposed' && (
          <>
            <button type="button" className={controls.button} onClick={onApprove}>
              {t.approve}
            </button>{' '}
            <button type="button" className={controls.quiet} onClick={() => onAct('reject')}>
              {t.reject}
            </button>
          </>
        )}
        {entry.inForce && mayAsk && (
          <button type="button" className={controls.button} onClick={() => onAct('ask')}>
            {t.ask}
          </button>
        )}
        {mayDecide && entry.state === 'approved' && (
          <button type="button" className={controls.quiet} onClick={() => onAct('withdraw')}>
            {t.withdraw}
          </button>
        )}
      </td>
    </tr>
  )
}
