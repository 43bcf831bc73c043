import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Import, TableKind } from '#contracts/import.ts'
import type { Session } from '#contracts/session.ts'
import { REGISTERS, registersOf } from '#domain/register.ts'
import { applyImport, checkImport, readImport, readImports, tableAddress, undoImport } from '../../api/admin.ts'
import { type Language, useLanguage } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { momentText } from '../../ui/time.ts'
import { errorWords } from './import-words.ts'
import { wordsOf } from './problem-words.ts'
import { type AdminText, useAdminText } from './text.ts'
import { useReading } from './use-reading.ts'

const AT_WORK: readonly Import['state'][] = ['reading', 'applying', 'undoing']
const isAtWork = (state: Import['state'] | undefined): boolean => state !== undefined && AT_WORK.includes(state)
const nameOf = (kind: TableKind, language: Language): string => REGISTERS[kind][language === 'en' ? 'en' : 'zh']
const hasPlaces = (kind: TableKind): boolean => REGISTERS[kind].columns.some(({ key }) => key === 'lng')

function Errors({ imported, t }: { imported: Import; t: AdminText }) {
  const language = useLanguage((state) => state.language)
  const s = t.import
  return (
    <>
      <p className={styles.wrong} role="alert">
        {imported.message ?? s.errors(imported.errors.length, imported.errorCount)}
      </p>
      {imported.errors.length > 0 && (
        <div className={styles.scroll} style={{ maxHeight: 420, overflow: 'auto', marginTop: 12 }}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col" className={styles.number}>
                  {s.errorColumns.row}
                </th>
                <th scope="col">{s.errorColumns.column}</th>
                <th scope="col">{s.errorColumns.message}</th>
              </tr>
            </thead>
            <tbody>
              {imported.errors.map(({ row, column, message }) => (
                <tr key={`${row} ${column} ${message}`}>
                  <td className={styles.number}>{row}</td>
                  <td>{column}</td>
                  <td>{errorWords(message, language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className={styles.dim} style={{ marginTop: 12 }}>
        {s.mend}
      </p>
    </>
  )
}

interface OneProps {
  id: string
  mayApply: boolean
  onMoved: () => void
}

/** One import as it goes on: progress, errors by cell, summary, and what can be done with it. */
function OneImport({ id, mayApply, onMoved }: OneProps) {
  const t = useAdminText()
  const s = t.import
  const read = useCallback(() => readImport(id), [id])
  const [everyMs, setEveryMs] = useState(500)
  const { value: imported, again } = useReading(read, everyMs)
  const [sure, setSure] = useState(false)
  const language = useLanguage((state) => state.language)
  const [problem, setProblem] = useState('')
  const state = imported?.state
  useEffect(() => {
    setEveryMs(isAtWork(state) ? 500 : 0)
    onMoved()
  }, [state, onMoved])
  if (!imported) return null
  const { summary, done, total } = imported
  const changes = (summary?.add ?? 0) + (summary?.change ?? 0)
  const act = async (work: (id: string) => Promise<Import>) => {
    setProblem('')
    setSure(false)
    try {
      await work(id)
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    await again()
    setEveryMs(500)
  }
  return (
    <section className={styles.panel} aria-label={imported.fileName}>
      <h2>{imported.fileName}</h2>
      <p role="status">
        <span className={state === 'refused' || state === 'failed' ? styles.warn : styles.note}>{s.state[imported.state]}</span>
        <span className={styles.tag}>{nameOf(imported.kind, language)}</span>
        {hasPlaces(imported.kind) && <span className={styles.tag}>{t.source.datums[imported.datum]}</span>}
      </p>
      {isAtWork(state) && (
        <p style={{ marginTop: 12 }}>
          <progress value={done} max={Math.max(total, 1)} style={{ width: '100%' }} />
          {total > 0 && s.progress(done, total)}
        </p>
      )}
      {summary && state !== 'refused' && (
        <p className={styles.said}>{s.summary(summary.rows, summary.add, summary.change, summary.same)}</p>
      )}
      {(state === 'refused' || state === 'failed') && <Errors imported={imported} t={t} />}
      {state === 'applied' && imported.message && <p className={styles.wrong}>{imported.message}</p>}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {state === 'checked' && changes === 0 && <p className={styles.dim}>{s.nothing}</p>}
      {state === 'checked' && changes > 0 && !mayApply && <p className={styles.dim}>{s.waitAdmin}</p>}
      <div className={styles.buttons}>
        {state === 'checked' && changes > 0 && mayApply && (
          <button type="button" className={styles.primary} onClick={() => void act(applyImport)}>
            {s.apply(changes)}
          </button>
        )}
        {state === 'applied' && mayApply && (
          <button type="button" className={controls.button} onClick={() => (sure ? void act(undoImport) : setSure(true))}>
            {sure ? s.undoSure : s.undo}
          </button>
        )}
      </div>
    </section>
  )
}

/** 导入导出: a template to fill in, a dry run, then all of the file or nothing, and an undo. */
export function ImportPage({ session }: { session: Session }) {
  const t = useAdminText()
  const s = t.import
  const language = useLanguage((state) => state.language)
  const kinds = registersOf(session.role)
  const asked = useSearchParams()[0].get('kind')
  const [kind, setKind] = useState<TableKind>(kinds.find((one) => one === asked) ?? kinds[0] ?? 'guard')
  const [datum, setDatum] = useState<Import['datum'] | ''>('')
  const [file, setFile] = useState<File | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const { value, failed, again } = useReading(readImports, 0)
  const moved = useCallback(() => void again(), [again])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!file) return
    setBusy(true)
    setProblem('')
    try {
      const { id } = await checkImport(kind, datum || 'wgs84', file)
      setChosen(id)
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    setBusy(false)
  }

  return (
    <>
      <p className={styles.intro}>{s.what}</p>
      <div className={styles.columns}>
        <div>
          <form className={styles.panel} onSubmit={(event) => void submit(event)}>
            <div className={styles.form}>
              <label className={controls.field}>
                {s.kind}
                <select value={kind} onChange={(event) => setKind(event.target.value as TableKind)}>
                  {kinds.map((option) => (
                    <option key={option} value={option}>
                      {nameOf(option, language)}
                    </option>
                  ))}
                </select>
              </label>
              <div className={styles.buttons} style={{ marginTop: 22 }}>
                <a className={controls.button} href={tableAddress(kind, true)} download style={{ textDecoration: 'none' }}>
                  {s.template}
                </a>
                <a className={controls.button} href={tableAddress(kind, false)} download style={{ textDecoration: 'none' }}>
                  {s.export}
                </a>
              </div>
              <label className={controls.field}>
                {s.file}
                <input type="file" accept=".xlsx" required onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
              </label>
              {hasPlaces(kind) ? (
                <label className={controls.field}>
                  {s.datum}
                  <select value={datum} required onChange={(event) => setDatum(event.target.value as Import['datum'])}>
                    <option value="">{s.datumAsk}</option>
                    {(['wgs84', 'gcj02', 'bd09'] as const).map((name) => (
                      <option key={name} value={name}>
                        {t.source.datums[name]}
                      </option>
                    ))}
                  </select>
                </label>
              ) : (
                <span />
              )}
              {hasPlaces(kind) && <p className={`${styles.dim} ${styles.wide}`}>{s.datumWhy}</p>}
            </div>
            {problem && (
              <p role="alert" className={styles.wrong}>
                {problem}
              </p>
            )}
            <div className={styles.buttons}>
              <button type="submit" className={styles.primary} disabled={busy}>
                {busy ? s.checking : s.check}
              </button>
            </div>
          </form>
          <section className={styles.panel} aria-label={s.history}>
            <h2>{s.history}</h2>
            {failed && <p role="alert">{t.retry}</p>}
            {value?.items.length === 0 && <p className={styles.dim}>{s.none}</p>}
            {value && value.items.length > 0 && (
              <div className={styles.bar}>
                <ExportButton list="imports" query="" />
              </div>
            )}
            {value && value.items.length > 0 && (
              <div className={styles.scroll}>
                <table className={styles.table}>
                  <thead>
                    <tr>
                      <th scope="col">{s.columns.file}</th>
                      <th scope="col">{s.columns.kind}</th>
                      <th scope="col">{s.columns.by}</th>
                      <th scope="col">{s.columns.at}</th>
                      <th scope="col">{s.columns.state}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {value.items.map((one) => (
                      <tr key={one.id} aria-selected={one.id === chosen}>
                        <td>
                          <button type="button" className={styles.open} onClick={() => setChosen(one.id)}>
                            {one.fileName}
                          </button>
                        </td>
                        <td>{nameOf(one.kind, language)}</td>
                        <td>{one.madeBy}</td>
                        <td>{momentText(one.madeAt, Date.now())}</td>
                        <td>{s.state[one.state]}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </section>
        </div>
        <div>{chosen && <OneImport key={chosen} id={chosen} mayApply={holds(session, 'register:apply')} onMoved={moved} />}</div>
      </div>
    </>
  )
}
