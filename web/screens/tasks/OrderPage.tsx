import { useCallback, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { SupervisionActName, SupervisionOrderDetail, SupervisionState } from '#contracts/supervision-order.ts'
import { chineseDay } from '#domain/shanghai.ts'
import { actOnSupervisionOrder, readSupervisionOrder } from '../../api/task.ts'
import { brackets } from '../../i18n/text.ts'
import { useSession } from '../../live/session.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText, toLocalInput } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { ActForm, typed } from './ActForm.tsx'
import { refusalWords } from './act-words.ts'
import { TaskFiles } from './TaskFiles.tsx'
import styles from './Tasks.module.css'
import { type TaskText, useTaskText } from './text.ts'

const DEPARTMENT: Partial<Record<SupervisionState, readonly SupervisionActName[]>> = { issued: ['receive', 'answer'], received: ['answer'] }
const BUREAU: Partial<Record<SupervisionState, readonly SupervisionActName[]>> = {
  issued: ['withdraw'],
  received: ['withdraw'],
  answered: ['close', 'return'],
}
const SPEAKS: readonly SupervisionActName[] = ['answer', 'return', 'withdraw']

/** One 督办单: as the letter that is printed and sealed, and what became of it. @param own the reader's departments; null = the bureau */
export function OrderPage({ base, own }: { base: string; own: readonly string[] | null }) {
  const t = useTaskText()
  const { id = '' } = useParams()
  const read = useCallback(() => readSupervisionOrder(id), [id])
  const { value: order, failed, again } = useReading(read, 15_000)
  const [asked, setAsked] = useState<SupervisionActName | null>(null)
  const [problem, setProblem] = useState('')
  if (!order) return failed ? <p role="alert">{t.retry}</p> : null
  const reread = () => void again()
  const act = (name: SupervisionActName, note: string | null) =>
    actOnSupervisionOrder(id, name, { version: order.version, ...(note === null ? {} : { note }) })
  /** An act that needs no words; why it was refused stands below the buttons. */
  const atOnce = async (name: SupervisionActName) => {
    setProblem('')
    await act(name, null).catch((error: unknown) => setProblem(refusalWords(error, t)))
    reread()
  }
  return (
    <article aria-label={`${t.order.title} ${order.number}`}>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <Link className={styles.link} to={`${base}/orders`}>
          ← {t.pages.orders}
        </Link>
        <Link
          className={styles.link}
          to={
            order.ownerKind === 'task'
              ? `${base}/t/${encodeURIComponent(order.ownerId)}`
              : `${base.replace(/tasks$/, 'hazards')}/${order.ownerId}`
          }
        >
          {order.subject}
        </Link>
        <span className={desk.grow} />
        <span className={order.late ? desk.warn : desk.note} role="status">
          {order.late ? t.order.late : t.order.states[order.state]}
        </span>
        <a className={controls.button} href={`/api/v1/supervision-orders/${order.id}/docx`} download>
          {t.order.word}
        </a>
        <button type="button" className={controls.button} onClick={() => window.print()}>
          {t.print}
        </button>
      </div>
      <div className={styles.noPrint}>
        <div className={desk.buttons}>
          {((own === null ? BUREAU : DEPARTMENT)[order.state] ?? []).map((name) => (
            <button
              key={name}
              type="button"
              className={name === 'receive' || name === 'close' ? desk.primary : controls.button}
              onClick={() => (SPEAKS.includes(name) ? setAsked(name) : void atOnce(name))}
            >
              {t.order.acts[name]}
            </button>
          ))}
        </div>
        {problem && (
          <p role="alert" className={desk.wrong}>
            {problem}
          </p>
        )}
        {asked && (
          <ActForm
            key={asked}
            title={t.order.acts[asked]}
            send={(form) => act(asked, typed(form, 'note'))}
            onDone={() => {
              setAsked(null)
              reread()
            }}
            onCancel={() => setAsked(null)}
            onRefused={reread}
          >
            <label className={controls.field}>
              {asked === 'answer' ? t.order.answer : t.ask.reason}
              <textarea name="note" className={desk.area} required maxLength={2000} />
            </label>
          </ActForm>
        )}
      </div>
      <Letter order={order} t={t} />
      <div className={`${styles.two} ${styles.noPrint}`}>
        <TaskFiles ownerKind="supervisionOrder" ownerId={order.id} />
        <section className={desk.panel} aria-label={t.log}>
          <h2>{t.log}</h2>
          <ol className={styles.log}>
            {order.log.map((entry) => (
              <li key={`${entry.at} ${entry.kind}`}>
                <time dateTime={entry.at}>{momentText(entry.at, Date.now())}</time> {entry.by} ·{' '}
                <b>{t.logKinds[`order${entry.kind.charAt(0).toUpperCase()}${entry.kind.slice(1)}`] ?? entry.kind}</b>
                {entry.note && <p>{entry.note}</p>}
              </li>
            ))}
          </ol>
        </section>
      </div>
    </article>
  )
}

/** The letter, GB/T 9704 in its proportions: head, title, number, addressee, body, signature with room for a seal, receipt. */
function Letter({ order, t }: { order: SupervisionOrderDetail; t: TaskText }) {
  const { order: words } = t
  // The letter is the bureau's, whoever reads it: its unit is the system's own.
  const unit = useSession(({ session }) => session?.unit) || words.letterHead
  const issued = chineseDay(toLocalInput(Date.parse(order.issuedAt)).slice(0, 10))
  return (
    <div className={styles.letter}>
      <header>{unit}</header>
      <h2>{words.letterTitle}</h2>
      <p className={styles.letterNumber}>
        {words.number} {order.number}
        {order.synthetic && `${brackets(t.synthetic)}`}
      </p>
      <p>{words.salutation(order.person ? `${order.departmentName}${brackets(order.person)}` : order.departmentName)}</p>
      <p className={styles.body}>{words.body(order.subject, order.demand.replace(/[^。！？.!?]$/, '$&。'), chineseDay(order.dueOn))}</p>
      <div className={styles.letterSign}>
        <p>{unit}</p>
        <p>{words.signature}</p>
        <p>{issued}</p>
      </div>
      <p>{words.contact(order.issuedByName)}</p>
      <div className={styles.letterReceipt}>
        <b>{words.receipt}</b>
        {order.receivedAt && order.receivedBy ? (
          <p>{t.received(order.receivedBy, toLocalInput(Date.parse(order.receivedAt)).replace('T', ' '))}</p>
        ) : (
          <p className={styles.letterReceiptLine}>
            <span>{words.receiptBy}</span>
            <span>{words.receiptAt}</span>
          </p>
        )}
        <div className={styles.letterBlank}>
          {words.answerLine}
          {order.answer}
        </div>
      </div>
    </div>
  )
}
