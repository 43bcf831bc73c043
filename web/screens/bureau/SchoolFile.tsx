import { type ReactNode, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Alarm } from '#contracts/alarm.ts'
import type { Device, Fault } from '#contracts/device.ts'
import type { Measure, SchoolResult } from '#contracts/measure.ts'
import type { School } from '#contracts/school.ts'
import type { SchoolHealth } from '#contracts/school-health.ts'
import { amountText, changeWords, isGap } from '#domain/gap-note.ts'
import { gapWords } from '#domain/gap-words.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { type Listed, request } from '../../api/http.ts'
import { readFigures, readSchoolMeasures, readUrges } from '../../api/measure.ts'
import { devicesOf } from '../../api/register.ts'
import { type Served, useServer } from '../../api/use-server.ts'
import { useText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { useTechnicianText } from '../technician/text.ts'
import styles from './Bureau.module.css'
import { UrgeWords } from './GapForms.tsx'
import { ResultWord, useNoteLanguage } from './MeasurePage.tsx'
import { Notice } from './Notice.tsx'
import { minuteText, PageHead } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** 一校一档: what is known of one school, each part from where it is kept. */
export function SchoolFile() {
  const t = useBureauText()
  const { schoolId = '' } = useParams()
  const { period, periods, served } = usePeriod()
  const link = usePeriodLink()
  const results = useServer(period && `school ${schoolId} ${period.id}`, () => readSchoolMeasures(schoolId, period?.id ?? ''), 60_000)
  const schools = useServer('schools', () => request<Listed<School>>('/schools?limit=1000'))
  const school = schools.value?.items.find(({ id }) => id === schoolId)
  const items = results.value?.items ?? []
  useKeptPlace(results.value !== null)
  const name = school?.name ?? items[0]?.schoolName ?? schoolId
  return (
    <>
      <p className={styles.crumb} data-print="no">
        <Link className={styles.link} to={link('schools')}>
          ← {t.schools.back}
        </Link>
      </p>
      <PageHead
        title={name}
        period={period}
        periods={periods}
        words={
          school
            ? [...(items[0] ? [items[0].townshipName] : []), t.file.pupils(school.pupils), school.boarding ? t.file.boarding : t.file.day]
            : []
        }
        computedAt={items[0]?.computedAt ?? null}
      />
      <Notice served={served.failed ? served : results} />
      <div className={styles.sections}>
        <Health schoolId={schoolId} />
        <MeasurePart results={items} />
        <UrgePart schoolId={schoolId} />
        <AlarmPart schoolId={schoolId} />
        <FaultPart schoolId={schoolId} />
        <DevicePart schoolId={schoolId} />
      </div>
    </>
  )
}

/** One part of the file: a heading with its number of rows, and a table. */
function Part({
  title,
  count,
  served,
  empty,
  children,
}: {
  title: string
  count: number
  served: Served<unknown>
  empty: string
  children: ReactNode
}) {
  return (
    <section aria-label={title}>
      <h3 style={{ margin: '8px 0' }}>
        {title} {served.value === null ? '' : count}
      </h3>
      <Notice served={served} />
      {served.value !== null && (count === 0 ? <p className={desk.dim}>{empty}</p> : children)}
    </section>
  )
}

function Table({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <div className={desk.scroll}>
      <table className={desk.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

function Health({ schoolId }: { schoolId: string }) {
  const t = useBureauText()
  const { value } = useServer('school-health', () => request<{ items: SchoolHealth[] }>('/school-health'), 60_000)
  const health = value?.items.find((one) => one.schoolId === schoolId)
  if (!health) return null
  return (
    <p className={styles.figure} style={{ margin: 0 }}>
      {health.cannotAlarm && <strong className={styles.late}>▲ {t.file.cannotAlarm}</strong>}
      <span>{t.file.health(health.online, health.devices, health.faults)}</span>
      {health.provenAt && <span>{t.file.provenAt(minuteText(health.provenAt))}</span>}
    </p>
  )
}

function MeasurePart({ results }: { results: readonly SchoolResult[] }) {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { period } = usePeriod()
  const { get, set } = useFilter()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  const measures = new Map<string, Measure>((figures.value?.items ?? []).map(({ measure }) => [measure.id, measure]))
  const only = get('gaps') !== ''
  const rows = only ? results.filter(({ result }) => isGap(result)) : results
  return (
    <section aria-label={t.file.measures}>
      <h3 className={styles.filters} style={{ margin: '8px 0' }}>
        {t.file.measures} {rows.length}
        <button type="button" className={styles.chip} data-print="no" aria-pressed={only} onClick={() => set({ gaps: only ? '' : '1' })}>
          {t.file.allGaps}
        </button>
      </h3>
      <Table heads={[t.overview.measure, t.rows.result, t.rows.fraction, t.rows.gap, t.rows.since, t.rows.change]}>
        {rows.map((row) => {
          const measure = measures.get(row.measureId)
          return (
            <tr key={row.measureId}>
              <td>
                <Link className={styles.link} to={link(`measures/${row.measureId}/schools/${row.schoolId}`)}>
                  {measure?.name[language] ?? row.measureId}
                </Link>
              </td>
              <td>
                <ResultWord row={row} />
              </td>
              <td className={desk.number}>
                {amountText(row.met)} ÷ {amountText(row.required)} {measure?.unit[language]}
              </td>
              <td className={styles.minw}>{row.gaps.map((gap) => gapWords(gap, language)).join('；')}</td>
              <td className={styles.date}>{row.since && shanghaiDay(row.since)}</td>
              <td>{changeWords(row, language)}</td>
            </tr>
          )
        })}
      </Table>
    </section>
  )
}

function UrgePart({ schoolId }: { schoolId: string }) {
  const t = useBureauText()
  const urges = useServer(`urges school ${schoolId}`, () => readUrges({ school: schoolId }))
  const items = urges.value ?? []
  return (
    <Part title={t.file.urges} count={items.length} served={urges} empty={t.urge.never}>
      <Table heads={[t.evidence.at, t.file.what, t.rows.urge]}>
        {items.map((urge) => (
          <tr key={urge.id}>
            <td className={styles.date}>{minuteText(urge.at)}</td>
            <td>{urge.text}</td>
            <td>
              <UrgeWords urge={urge} />
            </td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

function AlarmPart({ schoolId }: { schoolId: string }) {
  const t = useBureauText()
  const words = useText()
  const alarms = useServer(
    `alarms ${schoolId}`,
    () => request<Listed<Alarm>>(`/alarms?school=${encodeURIComponent(schoolId)}&limit=20`),
    30_000,
  )
  const items = alarms.value?.items ?? []
  return (
    <Part title={t.file.alarms} count={items.length} served={alarms} empty={t.file.noAlarms}>
      <Table heads={[t.evidence.at, t.file.kind, t.file.state, t.file.count]}>
        {items.map((alarm) => (
          <tr key={alarm.id}>
            <td className={styles.date}>{minuteText(alarm.receivedAt)}</td>
            <td>
              {words.kind[alarm.kind]}
              {alarm.exercise && ` · ${words.exercise[alarm.exercise]}`}
            </td>
            <td>{words.state[alarm.state]}</td>
            <td className={desk.number}>{alarm.count}</td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

function FaultPart({ schoolId }: { schoolId: string }) {
  const t = useBureauText()
  const technician = useTechnicianText()
  const link = usePeriodLink()
  const faults = useServer(
    `faults ${schoolId}`,
    () => request<Listed<Fault>>(`/faults?school=${encodeURIComponent(schoolId)}&state=open&limit=200`),
    60_000,
  )
  const items = faults.value?.items ?? []
  return (
    <Part title={t.file.faults} count={items.length} served={faults} empty={t.file.noFaults}>
      <Table heads={[t.file.what, t.file.device, t.file.since]}>
        {items.map((fault) => (
          <tr key={fault.id}>
            <td>{technician.kind[fault.kind] ?? fault.kind}</td>
            <td>
              {fault.deviceId && (
                <Link className={styles.link} to={link(`schools/${schoolId}/devices/${encodeURIComponent(fault.deviceId)}`)}>
                  {fault.deviceId}
                </Link>
              )}
            </td>
            <td className={styles.date}>{minuteText(fault.since ?? fault.openedAt)}</td>
          </tr>
        ))}
      </Table>
    </Part>
  )
}

const FEW = 12

function DevicePart({ schoolId }: { schoolId: string }) {
  const t = useBureauText()
  const words = useText()
  const link = usePeriodLink()
  const [whole, setWhole] = useState(false)
  const devices = useServer(`devices ${schoolId}`, () => devicesOf(schoolId), 60_000)
  const items = [...(devices.value ?? [])].sort(troubledFirst)
  return (
    <Part title={t.file.devices} count={items.length} served={devices} empty={t.file.noDevices}>
      <Table heads={[t.file.name, t.file.kind, t.file.state, t.file.since, t.file.heard]}>
        {(whole ? items : items.slice(0, FEW)).map((device) => (
          <tr key={device.id}>
            <td>
              <Link className={styles.link} to={link(`schools/${schoolId}/devices/${encodeURIComponent(device.id)}`)}>
                {device.name || device.id}
              </Link>
            </td>
            <td>{words.deviceKind[device.kind]}</td>
            <td>{words.deviceState[device.state]}</td>
            <td className={styles.date}>{device.stateSince && minuteText(device.stateSince)}</td>
            <td className={styles.date}>{device.lastHeardAt ? minuteText(device.lastHeardAt) : t.file.never}</td>
          </tr>
        ))}
      </Table>
      {!whole && items.length > FEW && (
        <button type="button" className={styles.quiet} onClick={() => setWhole(true)}>
          {t.file.all} {items.length}
        </button>
      )}
    </Part>
  )
}

const TROUBLE = ['offline', 'unknown', 'maintenance', 'online']
const troubledFirst = (a: Device, b: Device): number =>
  TROUBLE.indexOf(a.state) - TROUBLE.indexOf(b.state) || a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id)
