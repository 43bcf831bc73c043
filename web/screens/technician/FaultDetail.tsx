import { useState } from 'react'
import type { BoardFault } from '#contracts/fault-board.ts'
import type { Session } from '#contracts/session.ts'
import type { DeviceService } from '#contracts/work-order.ts'
import { openMaintenance, openTest, saveDeviceService } from '../../api/technician.ts'
import { brackets, useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import { ageText, clockText, momentText } from '../../ui/time.ts'
import factsStyles from './Facts.module.css'
import styles from './FaultDetail.module.css'
import { Due } from './FaultList.tsx'
import { aboutOf } from './fault-words.ts'
import { HistoryStrip } from './HistoryStrip.tsx'
import { LossMark } from './LossMark.tsx'
import notedStyles from './Noted.module.css'
import { Noted, OrderPanel } from './OrderPanel.tsx'
import { useTechnicianText } from './text.ts'

interface Props {
  fault: BoardFault
  session: Session
  now: number
  offline: boolean
  service: DeviceService | null
  onServiceSaved: () => void
  onBack: () => void
}

/** One fault with all that is needed to mend it. */
export function FaultDetail({ fault, session, now, offline, service, onServiceSaved, onBack }: Props) {
  const t = useTechnicianText()
  const { time } = useText()
  const moment = (at: string | null) => (at === null ? t.never : `${momentText(at, now)}${brackets(ageText(now - Date.parse(at), time))}`)
  const facts: [string, string][] = [
    [t.facts.since, moment(fault.since)],
    [t.facts.due, t.within(fault.hours)],
    ...(fault.deviceId === null
      ? []
      : ([
          [t.facts.device, fault.deviceId],
          [t.facts.lastHeard, moment(fault.lastHeardAt)],
        ] as [string, string][])),
    ...(fault.deviceKind === 'panicButton' ? ([[t.facts.proven, moment(fault.provenAt)]] as [string, string][]) : []),
    ...(fault.deviceKind === 'camera'
      ? ([[t.facts.picture, fault.pictureAt === null ? t.pictureUnknown : moment(fault.pictureAt)]] as [string, string][])
      : []),
    ...(fault.deviceId === null
      ? []
      : ([
          [t.facts.vendor, fault.vendorId ?? t.notRecorded],
          [t.facts.model, service?.model ?? t.notRecorded],
          [t.facts.parts, service?.parts ?? t.notRecorded],
          [t.facts.warranty, service?.warrantyUntil ?? t.notRecorded],
        ] as [string, string][])),
  ]
  return (
    <article className={styles.detail}>
      <button type="button" className={styles.back} onClick={onBack}>
        ‹ {t.back}
      </button>
      <header>
        <p className={styles.lost}>
          <LossMark loss={fault.loss} /> {t.loss[fault.loss]} · {t.lossHint[fault.loss]}
          <Due fault={fault} now={now} />
        </p>
        <h2>{aboutOf(fault, t)}</h2>
        {fault.under.total > 0 && <p>{t.under(fault.under.total, fault.under.cameras, fault.under.buttons)}</p>}
      </header>
      <OrderPanel key={fault.id} fault={fault} session={session} offline={offline} />
      <dl className={factsStyles.facts}>
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {fault.deviceId !== null && <HistoryStrip deviceId={fault.deviceId} offline={offline} />}
      {fault.deviceId !== null && (
        <Tools fault={fault} deviceId={fault.deviceId} session={session} service={service} onServiceSaved={onServiceSaved} />
      )}
    </article>
  )
}

function Tools({
  fault,
  deviceId,
  session,
  service,
  onServiceSaved,
}: Pick<Props, 'fault' | 'session' | 'service' | 'onServiceSaved'> & { deviceId: string }) {
  const t = useTechnicianText()
  const [said, setSaid] = useState<string | null>(null)
  const [editing, setEditing] = useState(false)
  const attempt = (work: Promise<string | null>) => work.then(setSaid, () => setSaid(t.failed))
  const maintain = async () => {
    await openMaintenance({ deviceId, endsAt: new Date(Date.now() + 2 * 3_600_000).toISOString(), reason: t.maintainReason })
    return t.maintained
  }
  const test = async (policeNotifiedBy: string) => {
    const { endsAt } = await openTest({ deviceId, policeNotifiedBy, policeNotifiedAt: new Date().toISOString() })
    return t.testOpen(clockText(endsAt))
  }
  return (
    <div className={styles.tools}>
      {fault.deviceKind === 'panicButton' && holds(session, 'exercise:open') && (
        <Noted ask={t.testPolice} label={t.test} onSave={(name) => void attempt(test(name))} />
      )}
      {holds(session, 'maintenance:write') && (
        <button type="button" className={controls.button} onClick={() => void attempt(maintain())}>
          {t.maintain}
        </button>
      )}
      {!editing && (
        <button type="button" className={controls.button} onClick={() => setEditing(true)}>
          {t.service}
        </button>
      )}
      {editing && (
        <ServiceForm
          service={service}
          onSave={(body) =>
            void attempt(
              saveDeviceService(deviceId, body).then(() => {
                setEditing(false)
                onServiceSaved()
                return null
              }),
            )
          }
        />
      )}
      {said && <p role="status">{said}</p>}
    </div>
  )
}

function ServiceForm({ service, onSave }: { service: DeviceService | null; onSave: (service: DeviceService) => void }) {
  const t = useTechnicianText()
  const [model, setModel] = useState(service?.model ?? '')
  const [parts, setParts] = useState(service?.parts ?? '')
  const [until, setUntil] = useState(service?.warrantyUntil ?? '')
  return (
    <form
      className={notedStyles.noted}
      onSubmit={(event) => {
        event.preventDefault()
        onSave({ model: model.trim() || null, parts: parts.trim() || null, warrantyUntil: until || null })
      }}
    >
      <input
        aria-label={t.facts.model}
        placeholder={t.facts.model}
        value={model}
        maxLength={200}
        onChange={(e) => setModel(e.target.value)}
      />
      <input
        aria-label={t.facts.parts}
        placeholder={t.facts.parts}
        value={parts}
        maxLength={200}
        onChange={(e) => setParts(e.target.value)}
      />
      <DateField aria-label={t.facts.warranty} value={until} onChange={setUntil} />
      <button type="submit" className={controls.primary}>
        {t.save}
      </button>
    </form>
  )
}
