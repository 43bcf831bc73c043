import { useEffect, useState } from 'react'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { Session } from '#contracts/session.ts'
import type { Assignee, OrderCommandName, WorkOrder, WorkOrderDetail } from '#contracts/work-order.ts'
import { proofOf } from '#domain/work-order.ts'
import { readAssignees, readWorkOrder } from '../../api/technician.ts'
import { brackets, colon } from '../../i18n/text.ts'
import { actsOf, enqueue, useOrderQueue, withWaiting } from '../../live/order-queue.ts'
import controls from '../../ui/controls.module.css'
import { clockText, momentText } from '../../ui/time.ts'
import { aboutOf } from './fault-words.ts'
import notedStyles from './Noted.module.css'
import styles from './OrderPanel.module.css'
import { useTechnicianText } from './text.ts'

const MAIN: Record<WorkOrder['state'], readonly OrderCommandName[]> = {
  assigned: ['start', 'mend'],
  onTheWay: ['mend'],
  mended: [],
  verified: [],
  cancelled: [],
}

/** Who works on it and how far he is. Every act goes through the queue, so that it works without network too. */
export function OrderPanel({ fault, session, offline }: { fault: BoardFault; session: Session; offline: boolean }) {
  const t = useTechnicianText()
  const queued = useOrderQueue((queue) => queue.waiting)
  const waiting = actsOf(queued, session.user.username)
  const mine = waiting.filter((act) => act.faultId === fault.id)
  const { order } = fault
  const ahead = withWaiting(fault.id, order, waiting)
  const act = (command: 'open' | OrderCommandName, note: string | null = null, assignee: string | null = null) =>
    enqueue({ faultId: fault.id, about: aboutOf(fault, t), orderId: ahead.orderId, command, version: ahead.version, note, assignee })
  const opened = order !== null || mine.some(({ command }) => command === 'open')
  const done = new Set(mine.map(({ command }) => command))
  return (
    <section className={styles.panel} aria-label={t.order}>
      <h3>{t.order}</h3>
      {order ? (
        <p>
          {t.by(order.assigneeName)} · <b>{t.orderState[order.state]}</b>
          {order.pauseReason && ` · ${t.paused}${colon()}${order.pauseReason}`}
        </p>
      ) : (
        !opened && <p className={styles.dim}>{t.noOrder}</p>
      )}
      {!opened && <Take faultId={fault.id} offline={offline} session={session} onTake={(assignee) => act('open', null, assignee)} />}
      {opened && (
        <div className={styles.acts}>
          {MAIN[order?.state ?? 'assigned']
            .filter((command) => !done.has(command) && !(command === 'start' && done.has('mend')))
            .map((command) => (
              <button
                key={command}
                type="button"
                className={command === 'mend' ? controls.primary : controls.button}
                onClick={() => act(command)}
              >
                {t.commands[command]}
              </button>
            ))}
          {order?.state === 'mended' && order.proof === 'look' && !done.has('verify') && (
            <button type="button" className={controls.primary} onClick={() => act('verify')}>
              {t.commands.verify}
            </button>
          )}
          {order?.mayTakeWord && !done.has('verify') && <Noted ask={t.wordWhy} label={t.word} onSave={(note) => act('verify', note)} />}
          <Noted ask={t.noteWhat} label={t.commands.note} onSave={(note) => act('note', note)} />
          {order?.pausedSince ? (
            <button type="button" className={controls.button} onClick={() => act('resume')}>
              {t.commands.resume}
            </button>
          ) : (
            <Noted ask={t.pauseWhy} label={t.commands.pause} onSave={(note) => act('pause', note)} />
          )}
          {order && (
            <button type="button" className={controls.quiet} onClick={() => act('cancel')}>
              {t.commands.cancel}
            </button>
          )}
        </div>
      )}
      {mine.map(({ key, command, doneAt }) => (
        <p key={key} className={styles.waiting} role="status">
          ◷ {command === 'open' ? t.take : t.commands[command]} · {t.doneAt(clockText(doneAt))}
        </p>
      ))}
      {opened && <p className={styles.dim}>{t.proof[proofOf(fault)]}</p>}
      {order && <OrderLog id={order.id} version={order.version} offline={offline} />}
    </section>
  )
}

interface TakeProps {
  faultId: string
  offline: boolean
  session: Session
  onTake: (assignee: string | null) => void
}

function Take({ faultId, offline, session, onTake }: TakeProps) {
  const t = useTechnicianText()
  const [people, setPeople] = useState<readonly Assignee[]>([])
  useEffect(() => {
    let alive = true
    if (!offline)
      readAssignees(faultId).then(
        ({ items }) => alive && setPeople(items.filter(({ username }) => username !== session.user.username)),
        () => {}, // the list is a convenience: one can take it oneself
      )
    return () => {
      alive = false
    }
  }, [faultId, offline, session])
  return (
    <div className={styles.acts}>
      <button type="button" className={controls.primary} onClick={() => onTake(null)}>
        {t.take}
      </button>
      {people.length > 0 && (
        <select className={styles.select} aria-label={t.assign} value="" onChange={(event) => onTake(event.target.value)}>
          <option value="" disabled>
            {t.assign}
          </option>
          {people.map(({ username, name }) => (
            <option key={username} value={username}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

/** A button that first asks for a line. */
export function Noted({ ask, label, onSave }: { ask: string; label: string; onSave: (note: string) => void }) {
  const t = useTechnicianText()
  const [note, setNote] = useState<string | null>(null)
  if (note === null)
    return (
      <button type="button" className={controls.button} onClick={() => setNote('')}>
        {label}
      </button>
    )
  return (
    <form
      className={notedStyles.noted}
      onSubmit={(event) => {
        event.preventDefault()
        if (note.trim() === '') return
        onSave(note.trim())
        setNote(null)
      }}
    >
      <input
        ref={focus}
        aria-label={ask}
        placeholder={ask}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      <button type="submit" className={controls.primary}>
        {t.save}
      </button>
      <button type="button" className={controls.quiet} onClick={() => setNote(null)}>
        {t.abort}
      </button>
    </form>
  )
}

/** The person has just asked for this line. */
const focus = (input: HTMLInputElement | null) => input?.focus()

function OrderLog({ id, version, offline }: { id: string; version: number; offline: boolean }) {
  const t = useTechnicianText()
  const [detail, setDetail] = useState<WorkOrderDetail | null>(null)
  const isRead = detail?.id === id && detail.version >= version // each version has a new line
  useEffect(() => {
    if (isRead || offline) return
    let alive = true
    readWorkOrder(id).then(
      (read) => alive && setDetail(read),
      () => {}, // without network the log stays as it was
    )
    return () => {
      alive = false
    }
  }, [id, isRead, offline])
  return (
    <ol className={styles.log}>
      {detail?.log.map((line) => (
        <li key={`${line.at}${line.kind}`}>
          <time>{momentText(line.at, Date.now())}</time>
          <span>
            {t.log[line.kind] ?? line.kind} · {line.by ?? t.bySystem}
            {line.note && `${colon()}${line.note}`}
            {line.doneAt &&
              Math.abs(Date.parse(line.at) - Date.parse(line.doneAt)) > 60_000 &&
              `${brackets(t.doneAt(clockText(line.doneAt)))}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
