import { useState } from 'react'
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
import { useServer } from '../../api/use-server.ts'
import { useText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { useTechnicianText } from '../technician/text.ts'
import styles from './Bureau.module.css'
import { HazardPart, IncidentPart, PaperPart, TaskPart } from './FileParts.tsx'
import { useFileText } from './file-text.ts'
import { UrgeWords } from './GapForms.tsx'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { minuteText, PageHead } from './PageHead.tsx'
import { Part, Table } from './Part.tsx'
import { RecordParts } from './RecordTable.tsx'
import { ResultWord } from './ResultWord.tsx'
import { useBureauText } from './text.ts'
import { useFilter, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

const PEOPLE = ['guard', 'healthStaff'] as const
const ALL_PEOPLE = 200
/** What else the registers hold of a school, each with its newest rows. */
const REGISTERS = [
  ...([
    'title',
    'titleCondition',
    'guardCheck',
    'drill',
    'protectionItem',
    'equipmentItem',
    'keyPlace',
    'dutyWindow',
    'beltSurvey',
  ] as const),
  ...(['policeTest', 'gateRoomShift', 'dutyCheckIn', 'patrolRound', 'schoolLife', 'campusLife'] as const),
]
const LATEST = 8
/** Alarms on the page; the sheet has every one. */
const ALARMS = 20
/** As many as one answer of the server holds. */
const ALL = 1000

/** 一校一档: what is known of one school, each part from where it is kept. */
export function SchoolFile({ mayAddPapers }: { mayAddPapers: boolean }) {
  const t = useBureauText()
  const words = useFileText()
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
        <RecordParts schoolId={schoolId} kinds={PEOPLE} limit={ALL_PEOPLE} />
        <HazardPart schoolId={schoolId} />
        <IncidentPart schoolId={schoolId} />
        <TaskPart results={items} />
        <AlarmPart schoolId={schoolId} />
        <FaultPart schoolId={schoolId} />
        <DevicePart schoolId={schoolId} />
        <section aria-label={words.registers}>
          <h3 style={{ margin: '8px 0' }}>{words.registers}</h3>
          <RecordParts schoolId={schoolId} kinds={REGISTERS} limit={LATEST} />
        </section>
        <PaperPart schoolId={schoolId} mayAdd={mayAddPapers} />
      </div>
    </>
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
        {period && rows.length > 0 && (
          <ExportButton
            list="school-measures"
            query={`${new URLSearchParams({ school: rows[0]?.schoolId ?? '', period: period.id, ...(only ? { gaps: '1' } : {}) })}`}
          />
        )}
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
    <Part
      title={t.file.urges}
      count={items.length}
      served={urges}
      empty={t.urge.never}
      sheet={{ list: 'urges', query: `school=${encodeURIComponent(schoolId)}` }}
    >
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
    () => request<Listed<Alarm>>(`/alarms?school=${encodeURIComponent(schoolId)}&limit=${ALL}`),
    60_000,
  )
  const items = alarms.value?.items ?? []
  return (
    <Part
      title={t.file.alarms}
      count={items.length}
      shown={Math.min(items.length, ALARMS)}
      andMore={Boolean(alarms.value?.nextCursor)}
      served={alarms}
      empty={t.file.noAlarms}
      sheet={{ list: 'alarms', query: `school=${encodeURIComponent(schoolId)}` }}
    >
      <Table heads={[t.evidence.at, t.file.kind, t.file.state, t.file.count]}>
        {items.slice(0, ALARMS).map((alarm) => (
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
    () => request<Listed<Fault>>(`/faults?school=${encodeURIComponent(schoolId)}&state=open&limit=${ALL}`),
    60_000,
  )
  const items = faults.value?.items ?? []
  return (
    <Part
      title={t.file.faults}
      count={items.length}
      andMore={Boolean(faults.value?.nextCursor)}
      served={faults}
      empty={t.file.noFaults}
      sheet={{ list: 'faults', query: `school=${encodeURIComponent(schoolId)}&state=open` }}
    >
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
    <Part
      title={t.file.devices}
      count={items.length}
      served={devices}
      empty={t.file.noDevices}
      sheet={{ list: 'devices', query: `school=${encodeURIComponent(schoolId)}` }}
    >
      <Table heads={[t.file.name, t.file.kind, t.file.state, t.file.since, t.file.heard]}>
        {items.map((device, n) => (
          <tr key={device.id} {...(whole || n < FEW ? {} : { 'data-print': 'only' })}>
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
