import { useParams } from 'react-router'
import type { DeviceKind, Fault } from '#contracts/device.ts'
import type { RecordKind } from '#contracts/evidence-record.ts'
import { type Listed, request } from '../../api/http.ts'
import { readDevice } from '../../api/register.ts'
import { useServer } from '../../api/use-server.ts'
import { pause, useText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { HistoryStrip } from '../technician/HistoryStrip.tsx'
import { useTechnicianText } from '../technician/text.ts'
import styles from './Bureau.module.css'
import { useFileText } from './file-text.ts'
import { Notice } from './Notice.tsx'
import { minuteText } from './PageHead.tsx'
import { EvidenceCrumb } from './RecordPage.tsx'
import { RecordParts } from './RecordTable.tsx'
import { useBureauText } from './text.ts'
import { useKeptPlace } from './use-filter.ts'

/** What the registers may say of a device, by its kind. */
const ABOUT: Partial<Record<DeviceKind, readonly RecordKind[]>> = {
  panicButton: ['buttonPlace', 'policeTest', 'policeLink'],
  camera: ['cameraPlace', 'policeCatalog', 'pictureProof'],
  recorder: ['recorderCheck', 'policeLink'],
}
const OTHER: readonly RecordKind[] = ['policeLink']

/** One device as evidence: what it is, how it does, its 90 days, its faults. */
export function DevicePage() {
  const t = useBureauText()
  const words = useText()
  const file = useFileText()
  const technician = useTechnicianText()
  const { schoolId = '', deviceId = '' } = useParams()
  const served = useServer(`device ${deviceId}`, () => readDevice(deviceId), 30_000)
  const faults = useServer(`faults of ${deviceId}`, () => request<Listed<Fault>>(`/faults?device=${encodeURIComponent(deviceId)}&limit=50`))
  useKeptPlace(served.value !== null)
  const device = served.value
  return (
    <>
      <EvidenceCrumb schoolId={schoolId} />
      {served.problem?.status === 404 ? <p className={desk.empty}>{t.file.deviceGone}</p> : <Notice served={served} />}
      {device && (
        <>
          <header className={styles.head}>
            <h2>{device.name || device.id}</h2>
          </header>
          <dl className={desk.facts}>
            <dt>{t.file.kind}</dt>
            <dd>{words.deviceKind[device.kind]}</dd>
            <dt>{t.file.id}</dt>
            <dd className={desk.mono}>{device.id}</dd>
            <dt>{t.file.dialect}</dt>
            <dd>{device.dialect}</dd>
            <dt>{t.file.state}</dt>
            <dd>
              {words.deviceState[device.state]}
              {device.stateSince && `${pause()}${t.file.since} ${minuteText(device.stateSince)}`}
            </dd>
            <dt>{t.file.heard}</dt>
            <dd>{device.lastHeardAt ? minuteText(device.lastHeardAt) : t.file.never}</dd>
            {device.kind === 'panicButton' && (
              <>
                <dt>{t.file.proven}</dt>
                <dd>{device.provenAt ? minuteText(device.provenAt) : t.file.never}</dd>
              </>
            )}
          </dl>
          <HistoryStrip deviceId={deviceId} />
          <h3 style={{ margin: '16px 0 8px' }}>
            {t.file.faults} {faults.value?.items.length ?? ''}
          </h3>
          {faults.value?.items.length === 0 && <p className={desk.dim}>{t.file.noFaults}</p>}
          <ul>
            {(faults.value?.items ?? []).map((fault) => (
              <li key={fault.id}>
                {technician.kind[fault.kind] ?? fault.kind} · {minuteText(fault.openedAt)} –{' '}
                {fault.closedAt ? minuteText(fault.closedAt) : '…'}
              </li>
            ))}
          </ul>
          <h3 style={{ margin: '16px 0 8px' }}>{file.ofDevice}</h3>
          <RecordParts schoolId={schoolId} kinds={ABOUT[device.kind] ?? OTHER} device={deviceId} limit={20} />
        </>
      )}
    </>
  )
}
