import type { BoardFault } from '#contracts/fault-board.ts'
import { LOSSES } from '#domain/fault-loss.ts'
import { useText } from '../../i18n/text.ts'
import { useOrderQueue } from '../../live/order-queue.ts'
import { ageText, momentText } from '../../ui/time.ts'
import styles from './FaultList.module.css'
import { kindOf, subjectOf } from './fault-words.ts'
import { LossMark } from './LossMark.tsx'
import { useTechnicianText } from './text.ts'

interface Props {
  faults: readonly BoardFault[]
  chosen: string | null
  now: number
  empty: string
  onChoose: (id: string) => void
}

/** Faults in groups by what is lost, the worst first; one line a cause. */
export function FaultList({ faults, chosen, now, empty, onChoose }: Props) {
  const t = useTechnicianText()
  if (faults.length === 0) return <p className={styles.empty}>{empty}</p>
  return (
    <div className={styles.groups}>
      {LOSSES.map((loss) => {
        const group = faults.filter((fault) => fault.loss === loss)
        if (group.length === 0) return null
        return (
          <section key={loss} aria-label={t.loss[loss]}>
            <h2 className={styles.group}>
              <LossMark loss={loss} />
              {t.loss[loss]}
              <small>{t.lossHint[loss]}</small>
              <b>{group.length}</b>
            </h2>
            <ul>
              {group.map((fault) => (
                <li key={fault.id}>
                  <button
                    type="button"
                    className={fault.id === chosen ? styles.chosen : styles.row}
                    aria-pressed={fault.id === chosen}
                    onClick={() => onChoose(fault.id)}
                  >
                    <Row fault={fault} now={now} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function Row({ fault, now }: { fault: BoardFault; now: number }) {
  const t = useTechnicianText()
  const { time } = useText()
  const { under } = fault
  const unsent = useOrderQueue(({ waiting }) => waiting.filter(({ faultId }) => faultId === fault.id).length)
  return (
    <>
      <span className={styles.where}>{fault.schoolName ?? t.district}</span>
      <Due fault={fault} now={now} />
      <span className={styles.what}>
        {subjectOf(fault, t)} <b>{kindOf(fault, t)}</b>
      </span>
      <span className={styles.who}>
        {unsent > 0 && <b className={styles.unsent}>◷ {t.unsent(unsent)} </b>}
        {fault.order ? `${fault.order.assigneeName} · ${t.orderState[fault.order.state]}` : ''}
      </span>
      <span className={styles.more}>
        {t.since(momentText(fault.since, now), ageText(now - Date.parse(fault.since), time))}
        {under.total > 0 && ` · ${t.under(under.total, under.cameras, under.buttons)}`}
        {fault.count > 1 && ` · ${t.times(fault.count)}`}
        {fault.deviceKind === 'camera' &&
          ` · ${fault.pictureAt === null ? t.noPictureAge : t.pictureAge(ageText(now - Date.parse(fault.pictureAt), time))}`}
      </span>
    </>
  )
}

/** How long is left; a form of its own when time is over, and when the clock stands still. */
export function Due({ fault, now }: { fault: BoardFault; now: number }) {
  const t = useTechnicianText()
  const { time } = useText()
  if (fault.dueAt === null) return <span className={styles.paused}>{t.paused}</span>
  const left = Date.parse(fault.dueAt) - now
  return left >= 0 ? (
    <span className={styles.left}>{t.left(ageText(left, time))}</span>
  ) : (
    <span className={styles.late}>{t.late(ageText(-left, time))}</span>
  )
}
