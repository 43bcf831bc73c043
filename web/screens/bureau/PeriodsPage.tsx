import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import type { ReportedFigure } from '#contracts/gap.ts'
import type { Period, PeriodSetting } from '#contracts/measure.ts'
import { differenceOf, isUnexplained } from '#domain/reported-figure.ts'
import { readPeriods, readReported } from '../../api/measure.ts'
import { freezePeriod, makePeriod, readPeriodSetting, savePeriodSetting } from '../../api/measure-rule.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { useHolds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { MomentField } from '../../ui/MomentField.tsx'
import { fromLocalInput, localMoment } from '../../ui/time.ts'
import styles from './Bureau.module.css'
import form from './Forms.module.css'
import { Notice } from './Notice.tsx'
import { minuteText } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { useAct } from './use-act.ts'

/** 统计期: months by their setting, others by hand; each is frozen at its cut-off, or by a person before. */
export function PeriodsPage() {
  const t = useBureauText()
  const periods = useServer('periods', readPeriods)
  const setting = useServer('period-setting', readPeriodSetting)
  const [asked, setAsked] = useState('')
  const mayChange = useHolds('measure:period')
  const mayRead = useHolds('reportedFigure:read')
  const reported = useServer(mayRead ? 'reported' : null, () => readReported())
  const { wrong, act } = useAct()
  const [freezing, setFreezing] = useState('')
  const freeze = async (id: string) => {
    setFreezing(id)
    await act(() => freezePeriod(id))
    await periods.again() // whatever came: without an answer it may be frozen all the same
    setFreezing('')
    setAsked('')
  }
  return (
    <>
      <header className={styles.head}>
        <h2>{t.periods.title}</h2>
        <span data-print="no" className={styles.headActs}>
          <ExportButton list="periods" query="" />
        </span>
      </header>
      <p className={desk.intro}>{t.periods.intro}</p>
      <Notice served={periods} />
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              {[
                t.period.label,
                t.periods.kind,
                t.periods.span,
                t.periods.cutoff,
                t.file.state,
                ...(mayRead ? [t.periods.reported] : []),
              ].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {(periods.value?.items ?? []).map((period) => (
              <PeriodRow
                key={period.id}
                period={period}
                reported={reported.value?.items.filter(({ periodId }) => periodId === period.id) ?? null}
                mayFreeze={mayChange}
                isAsked={asked === period.id}
                isFreezing={freezing === period.id}
                onAsk={setAsked}
                onFreeze={(id) => void freeze(id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {mayChange && setting.value && (
        <SettingForm key={JSON.stringify(setting.value)} setting={setting.value} onSaved={() => void setting.again()} />
      )}
      {mayChange && <NewPeriodForm onMade={() => void periods.again()} />}
    </>
  )
}

interface RowProps {
  period: Period
  /** null: not to be read, or not yet there */
  reported: readonly ReportedFigure[] | null
  mayFreeze: boolean
  isAsked: boolean
  isFreezing: boolean
  onAsk: (id: string) => void
  onFreeze: (id: string) => void
}

function PeriodRow({ period, reported, mayFreeze, isAsked, isFreezing, onAsk, onFreeze }: RowProps) {
  const t = useBureauText()
  const nameOf = usePeriodName()
  const lastDay = new Date(Date.parse(period.to) - 86_400_000).toISOString().slice(0, 10)
  return (
    <tr>
      <td>{nameOf(period.name)}</td>
      <td>{t.period.kind[period.kind]}</td>
      <td className={styles.date}>
        {period.from} – {lastDay}
      </td>
      <td className={styles.date}>{minuteText(period.cutoffAt)}</td>
      <td>
        {period.state === 'open'
          ? Date.parse(period.cutoffAt) <= Date.now()
            ? t.periods.closing
            : t.period.open
          : t.period.frozenWhy(period.frozenAt ? minuteText(period.frozenAt) : '', period.frozenBy ?? '')}
      </td>
      {reported && (
        <td>
          <ReportedCount periodId={period.id} reported={reported} />
        </td>
      )}
      <td>
        {isFreezing && <span role="status">{t.periods.freezing}</span>}
        {mayFreeze &&
          !isFreezing &&
          period.state === 'open' &&
          (isAsked ? (
            <span className={form.acts}>
              <button type="button" className={desk.primary} onClick={() => onFreeze(period.id)}>
                {t.periods.sure}
              </button>
              <button type="button" className={controls.button} onClick={() => onAsk('')}>
                {t.cancel}
              </button>
            </span>
          ) : (
            <button
              type="button"
              className={styles.quiet}
              aria-label={`${t.periods.freeze} ${nameOf(period.name)}`}
              onClick={() => onAsk(period.id)}
            >
              {t.periods.freeze}
            </button>
          ))}
      </td>
    </tr>
  )
}

/** How many figures of a period were reported, how many of them are not the system's, and how many of these nobody has explained. */
function ReportedCount({ periodId, reported }: { periodId: string; reported: readonly ReportedFigure[] }) {
  const t = useBureauText()
  const newest = reported.filter((one, n) => reported.findIndex(({ measureId }) => measureId === one.measureId) === n)
  const apart = newest.filter(({ value, system }) => differenceOf(value, system) !== null).length
  const unexplained = newest.filter(isUnexplained).length
  if (newest.length === 0) return <span className={desk.dim}>{t.periods.notReported}</span>
  return (
    <>
      <Link className={styles.link} to={`/bureau/measures?period=${periodId}`}>
        {t.periods.reportedOf(newest.length)}
      </Link>
      {apart > 0 && <span className={styles.small}>{t.periods.apartOf(apart)}</span>}
      {unexplained > 0 && <span className={styles.late}>▲ {t.periods.unexplainedOf(unexplained)}</span>}
    </>
  )
}

function SettingForm({ setting, onSaved }: { setting: PeriodSetting; onSaved: () => void }) {
  const t = useBureauText()
  const [monthFrom, setMonthFrom] = useState(setting.monthFrom)
  const [cutoffDays, setCutoffDays] = useState(setting.cutoffDays)
  const { wrong, act } = useAct()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (await act(() => savePeriodSetting({ monthFrom, cutoffDays }))) onSaved()
  }
  return (
    <section aria-label={t.periods.setting}>
      <h3 style={{ margin: '24px 0 8px' }}>{t.periods.setting}</h3>
      <form className={form.inline} onSubmit={(event) => void save(event)}>
        <label className={controls.field}>
          {t.periods.monthFrom}
          <input type="number" required min={1} max={28} value={monthFrom} onChange={(event) => setMonthFrom(event.target.valueAsNumber)} />
        </label>
        <label className={controls.field}>
          {t.periods.cutoffDays}
          <input
            type="number"
            required
            min={0}
            max={60}
            value={cutoffDays}
            onChange={(event) => setCutoffDays(event.target.valueAsNumber)}
          />
        </label>
        <span className={form.acts}>
          <button type="submit" className={controls.button}>
            {t.save}
          </button>
        </span>
        {wrong && (
          <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
            {wrong}
          </p>
        )}
      </form>
    </section>
  )
}

const KINDS = ['term', 'year', 'custom'] as const

function NewPeriodForm({ onMade }: { onMade: () => void }) {
  const t = useBureauText()
  const { wrong, act } = useAct()
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const given = new FormData(form)
    const field = (name: string) => String(given.get(name) ?? '').trim()
    const to = new Date(Date.parse(field('last')) + 86_400_000).toISOString().slice(0, 10)
    const kind = KINDS.find((one) => one === field('kind')) ?? 'custom'
    const made = await act(() =>
      makePeriod({
        id: field('id'),
        kind,
        name: field('name'),
        from: field('from'),
        to,
        cutoffAt: fromLocalInput(localMoment(field('cutoff'), Date.now()) ?? ''),
      }),
    )
    if (!made) return
    form.reset()
    onMade()
  }
  return (
    <section aria-label={t.periods.make}>
      <h3 style={{ margin: '24px 0 8px' }}>{t.periods.make}</h3>
      <form className={form.inline} onSubmit={(event) => void make(event)}>
        <label className={controls.field}>
          {t.periods.kind}
          <select name="kind">
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t.period.kind[kind]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {t.periods.id}
          <input name="id" required pattern="[a-z0-9\\-]{1,32}" />
        </label>
        <label className={controls.field}>
          {t.schools.find}
          <input name="name" required maxLength={60} />
        </label>
        <label className={controls.field}>
          {t.periods.from}
          <DateField name="from" required />
        </label>
        <label className={controls.field}>
          {t.periods.last}
          <DateField name="last" required />
        </label>
        <MomentField label={t.periods.cutoff} name="cutoff" required />
        <span className={form.acts}>
          <button type="submit" className={controls.button}>
            {t.periods.make}
          </button>
        </span>
        {wrong && (
          <p role="alert" className={`${form.wideField} ${desk.wrong}`}>
            {wrong}
          </p>
        )}
      </form>
    </section>
  )
}
