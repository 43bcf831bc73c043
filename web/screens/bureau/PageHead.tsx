import type { ReactNode } from 'react'
import type { Period } from '#contracts/measure.ts'
import { shanghaiDay } from '#domain/shanghai.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { PaperLine } from '../../ui/PaperLine.tsx'
import { PrintButton } from '../../ui/PrintButton.tsx'
import { clockText } from '../../ui/time.ts'
import styles from './Bureau.module.css'
import { useBureauText } from './text.ts'
import { useFilter } from './use-filter.ts'

/** Day and minute at the district: 2026-03-01 07:42 */
export const minuteText = (at: string): string => `${shanghaiDay(at)} ${clockText(at).slice(0, 5)}`

interface Props {
  title: string
  period: Period | null
  periods: readonly Period[]
  /** the filter in words, the same as export and print show */
  words?: readonly string[]
  /** when the figures were computed */
  computedAt?: string | null
  /** false while the rows are still on their way */
  ready?: boolean
  /** where the buttons of this page stand: export and the like */
  children?: ReactNode
}

/** What stands above every table: its name, the period, the filter in words, the time of the data. */
export function PageHead({ title, period, periods, words = [], computedAt = null, ready = true, children }: Props) {
  const t = useBureauText()
  const nameOf = usePeriodName()
  const { set } = useFilter()
  const state = period && (period.state === 'open' ? t.period.open : t.period.frozen)
  const why =
    period &&
    (period.state === 'open'
      ? t.period.openWhy(minuteText(period.cutoffAt))
      : t.period.frozenWhy(period.frozenAt ? minuteText(period.frozenAt) : '', period.frozenBy ?? ''))
  return (
    <>
      <header className={styles.head}>
        <h2>{title}</h2>
        <label data-print="no">
          {t.period.label}{' '}
          <select value={period?.id ?? ''} onChange={(event) => set({ period: event.target.value })}>
            {period === null && <option value="">{t.none}</option>}
            {periods.map(({ id, name, state: its }) => (
              <option key={id} value={id}>
                {nameOf(name)} · {its === 'open' ? t.period.open : t.period.frozen}
              </option>
            ))}
          </select>
        </label>
        <span data-print="no" className={styles.headActs}>
          {children}
        </span>
        <PrintButton ready={ready && period !== null} />
      </header>
      <PaperLine />
      <p className={styles.words}>
        {period && (
          <>
            <b>
              {nameOf(period.name)} · {state}
            </b>{' '}
            · {why}
          </>
        )}
        {words.map((word) => ` · ${word}`)}
        {computedAt && ` · ${t.dataTime(minuteText(computedAt))}`}
      </p>
    </>
  )
}
