import { useCallback, useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { Problem } from '#contracts/problem.ts'
import type { School } from '#contracts/school.ts'
import type { Session } from '#contracts/session.ts'
import type { ServiceRecords } from '#contracts/work-order.ts'
import { readServiceRecords } from '../../api/technician.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { brackets, colon, useText } from '../../i18n/text.ts'
import { keepPage } from '../../live/kept-page.ts'
import { keepPart, recallPart } from '../../live/kept-session.ts'
import { actsOf, forgetRefused, useOrderQueue } from '../../live/order-queue.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { SignOut } from '../../ui/SignOut.tsx'
import { ageText, momentText } from '../../ui/time.ts'
import { FaultDetail } from './FaultDetail.tsx'
import { FaultList } from './FaultList.tsx'
import { kindOf, subjectOf } from './fault-words.ts'
import { GapBanner } from './GapBanner.tsx'
import { RecordExports } from './RecordExports.tsx'
import { RouteOfDay } from './RouteOfDay.tsx'
import { StoragePanel } from './StoragePanel.tsx'
import styles from './Technician.module.css'
import { type TechnicianText, useTechnicianText } from './text.ts'
import { useBoard } from './use-board.ts'

type Tab = 'faults' | 'route' | 'storage'
type Filter = 'all' | 'mine' | 'open'
const STALE_MS = 30_000
const NO_RECORDS: ServiceRecords = { devices: [], schools: [] }

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

function useServiceRecords(by: string): [ServiceRecords, () => void] {
  const [records, setRecords] = useState(() => recallPart<ServiceRecords>('records') ?? NO_RECORDS)
  const read = useCallback(() => {
    const take = (answer: ServiceRecords) => {
      setRecords(answer)
      keepPart('records', answer, by)
    }
    readServiceRecords().then(take, () => {}) // without network it is what was read last
  }, [by])
  useEffect(read, [read])
  return [records, read]
}

/** The schools with whom to telephone there; without network as they were read last. */
function useSchools(by: string): ReadonlyMap<string, School> {
  const read = useRegister((register) => register.schools)
  const [kept] = useState(() => new Map((recallPart<School[]>('schools') ?? []).map((school) => [school.id, school])))
  useEffect(loadSchools, [])
  useEffect(() => {
    if (read.size > 0) keepPart('schools', [...read.values()], by)
  }, [by, read])
  return read.size > 0 ? read : kept
}

/** Has the page kept for a start without network. @returns whether it is; null = not known yet */
function useKeptPage(): boolean | null {
  const [isKept, setKept] = useState<boolean | null>(null)
  useEffect(() => {
    let alive = true
    void keepPage('technician').then((registration) => alive && setKept(registration !== null))
    return () => {
      alive = false
    }
  }, [])
  return isKept
}

/** The technician's day: what is lost, by cause, who mends it, where to go; a vendor sees its own devices alone. */
export function Technician({ session }: { session: Session }) {
  const t = useTechnicianText()
  const now = useNow()
  const { username } = session.user
  const { board, offline, refusal, read } = useBoard(username, holds(session, 'alarmGap:read'))
  const [records, readRecords] = useServiceRecords(username)
  const schools = useSchools(username)
  const isKept = useKeptPage()
  const [tab, setTab] = useState<Tab>('faults')
  const [filter, setFilter] = useState<Filter>('all')
  const [sought, setSought] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const faults = board?.faults ?? []
  const shown = faults.filter((fault) => fits(fault, filter, sought, session, t))
  const fault = faults.find(({ id }) => id === chosen) ?? null
  const choose = (id: string) => {
    setChosen(id)
    setTab('faults')
  }
  return (
    <main className={fault && tab === 'faults' ? styles.pageWithDetail : styles.page}>
      <Head
        session={session}
        faults={faults}
        offline={offline}
        refusal={refusal}
        isKept={isKept}
        readAt={board?.readAt ?? null}
        now={now}
      />
      <nav className={styles.tabs}>
        {(['faults', 'route', 'storage'] as const)
          .filter((name) => name !== 'storage' || holds(session, 'storage:read'))
          .map((name) => (
            <button key={name} type="button" aria-current={tab === name ? 'page' : undefined} onClick={() => setTab(name)}>
              {t.tabs[name]}
            </button>
          ))}
        {tab === 'faults' && (
          <button type="button" className={styles.export} onClick={() => exportCsv(shown, t)}>
            {t.exportCsv}
          </button>
        )}
      </nav>
      <div className={styles.banner}>
        <GapBanner gaps={board?.gaps ?? []} now={now} onConfirmed={read} />
      </div>
      {tab === 'faults' && (
        <div className={styles.columns}>
          <div className={styles.list}>
            <div className={styles.filters}>
              {(['all', 'mine', 'open'] as const).map((name) => (
                <button key={name} type="button" aria-pressed={filter === name} onClick={() => setFilter(name)}>
                  {t.filter[name]}
                </button>
              ))}
              <input
                type="search"
                aria-label={t.search}
                placeholder={t.search}
                value={sought}
                onChange={(event) => setSought(event.target.value)}
              />
            </div>
            {!board && offline && <p className={styles.pick}>{t.nothingKept}</p>}
            {board && (
              <FaultList
                faults={shown}
                chosen={chosen}
                now={now}
                empty={faults.length > 0 ? t.noneFiltered : refusal === null ? t.none : t.noneKept}
                onChoose={setChosen}
              />
            )}
          </div>
          {fault ? (
            <FaultDetail
              fault={fault}
              session={session}
              now={now}
              offline={offline}
              service={records.devices.find(({ deviceId }) => deviceId === fault.deviceId) ?? null}
              onServiceSaved={readRecords}
              onBack={() => setChosen(null)}
            />
          ) : (
            <p className={styles.pick}>{t.pick}</p>
          )}
        </div>
      )}
      {tab === 'route' && (
        <RouteOfDay
          faults={faults}
          schools={schools}
          records={records}
          session={session}
          now={now}
          onChoose={choose}
          onSaved={readRecords}
        />
      )}
      {tab === 'storage' && <StoragePanel />}
      {tab === 'storage' && <RecordExports now={now} />}
    </main>
  )
}

function fits(fault: BoardFault, filter: Filter, sought: string, session: Session, t: TechnicianText): boolean {
  if (filter === 'mine' && fault.order?.assignee !== session.user.username) return false
  if (filter === 'open' && fault.order) return false
  const words = `${fault.schoolName ?? ''} ${subjectOf(fault, t)} ${fault.deviceId ?? ''} ${kindOf(fault, t)}`.toLowerCase()
  return words.includes(sought.trim().toLowerCase())
}

interface HeadProps {
  session: Session
  faults: readonly BoardFault[]
  offline: boolean
  /** why the server did not give the list */
  refusal: Problem | null
  /** whether it opens without network; null = not known yet */
  isKept: boolean | null
  readAt: number | null
  now: number
}

function Head({ session, faults, offline, refusal, isKept, readAt, now }: HeadProps) {
  const t = useTechnicianText()
  const { time, app } = useText()
  const queue = useOrderQueue()
  const { username } = session.user
  const waiting = actsOf(queue.waiting, username)
  const others = queue.waiting.length - waiting.length
  const refused = queue.refused.filter(({ act }) => act.by === username || act.by === '')
  const overdue = faults.filter(({ dueAt }) => dueAt !== null && Date.parse(dueAt) < now).length
  return (
    <>
      <header className={styles.head}>
        <h1>
          {app.name} · {t.title}
        </h1>
        <p>{t.counts(faults.length, overdue)}</p>
        <span className={styles.user}>{session.user.name}</span>
        {holds(session, 'source:draft') && <Link to="/admin">{t.admin}</Link>}
        <LanguageSwitch />
        <SignOut className={controls.quiet} mayLeave={() => waiting.length === 0 || window.confirm(t.signOutUnsent(waiting.length))}>
          {t.signOut}
        </SignOut>
      </header>
      {isKept !== null && <p className={styles.note}>{isKept ? t.kept : t.notKept}</p>}
      {offline && (
        <p className={styles.offline} role="status">
          {t.offline}
          {readAt !== null && now - readAt > STALE_MS && ` · ${t.asOf(ageText(now - readAt, time))}`}
        </p>
      )}
      {refusal && (
        <p className={styles.offline} role="status">
          {t.listRefused}
          {colon()}
          {refusalText(refusal)}
          {readAt !== null && now - readAt > STALE_MS && ` · ${t.asOf(ageText(now - readAt, time))}`}
        </p>
      )}
      {waiting.length > 0 && !queue.isStored && (
        <p className={styles.offline} role="alert">
          {t.notStored}
        </p>
      )}
      {waiting.length > 0 && (
        <p className={styles.queued} role="status">
          {t.waiting(waiting.length)}
        </p>
      )}
      {others > 0 && <p className={styles.note}>{t.othersWaiting(others)}</p>}
      {refused.map(({ act, reason }) => (
        <p key={act.key} className={styles.offline} role="alert">
          {t.refused}
          {colon()}
          {act.about} · {act.command === 'open' ? t.take : t.commands[act.command]}
          {act.note !== null && brackets(act.note)} · {reason ? refusalText(reason) : act.by === '' ? t.ofOlderPage : t.refusedBefore}
          <button type="button" className={controls.quiet} onClick={() => forgetRefused(act.key)}>
            {t.dismiss}
          </button>
        </p>
      ))}
    </>
  )
}

/** The list as it is filtered, for a spreadsheet; the mark at the beginning tells WPS and Excel that it is UTF-8. */
function exportCsv(faults: readonly BoardFault[], t: TechnicianText): void {
  const rows = faults.map((fault) => [
    t.loss[fault.loss],
    kindOf(fault, t),
    fault.schoolName ?? t.district,
    subjectOf(fault, t),
    momentText(fault.since, 0),
    fault.dueAt === null ? t.paused : momentText(fault.dueAt, 0),
    String(fault.under.total),
    fault.order?.assigneeName ?? '',
    fault.order ? t.orderState[fault.order.state] : '',
  ])
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
  const csv = [t.csv, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${csv}`], { type: 'text/csv;charset=utf-8' }))
  link.download = `${t.tabs.faults}-${new Date().toISOString().slice(0, 10)}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
