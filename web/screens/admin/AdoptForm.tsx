import { type FormEvent, useState } from 'react'
import { DeviceKind } from '#contracts/device.ts'
import type { LngLat } from '#contracts/time.ts'
import type { Adoption, Unregistered } from '#contracts/unregistered.ts'
import { centreOf, contains } from '#domain/area.ts'
import { adoptDevice, draftAdoption } from '../../api/admin.ts'
import { brackets, useText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { PlaceMap } from './PlaceMap.tsx'
import { usePlaces } from './places.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'

interface Props {
  strangers: readonly Unregistered[]
  mayAdopt: boolean
  onDone: (said: string[]) => void
}

/** Place and kind of one stranger or of several at once; the rest they have said themselves. */
export function AdoptForm({ strangers, mayAdopt, onDone }: Props) {
  const t = useAdminText()
  const words = useText()
  const s = t.inbox
  const { schools, campuses } = usePlaces()
  const [first] = strangers
  const draft = first?.draft?.adoption
  const [school, setSchool] = useState(draft?.schoolId ?? schoolIn(schools, first?.schoolId))
  const [campus, setCampus] = useState(draft?.campusId ?? '')
  const [kind, setKind] = useState<DeviceKind | ''>(draft?.kind ?? (strangers.length === 1 ? (first?.kind ?? 'sensor') : ''))
  const [name, setName] = useState(draft?.name ?? first?.name ?? '')
  const [point, setPoint] = useState(draft?.point ?? '')
  const [silent, setSilent] = useState(draft?.silent ?? false)
  const [position, setPosition] = useState<LngLat | null>(draft?.position ?? first?.position ?? null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const several = strangers.length > 1
  const schoolId = schools.find(({ id, name: called }) => id === school || called === school)?.id

  const home = campuses.find(({ properties }) => properties.schoolId === schoolId)?.geometry
  const near = !home ? null : home.type === 'Point' ? home.coordinates : centreOf(home)
  const place = (picked: LngLat) => {
    setPosition(picked)
    const at = campuses.find(({ geometry }) => geometry.type !== 'Point' && contains(geometry, picked))
    if (!at) return
    setSchool(schools.find(({ id }) => id === at.properties.schoolId)?.name ?? at.properties.schoolId)
    setCampus(at.id)
  }
  const adoptionOf = (stranger: Unregistered, at: string): Adoption => ({
    schoolId: at,
    kind: kind || stranger.kind || 'sensor',
    ...(campus && campuses.some(({ id, properties }) => id === campus && properties.schoolId === at) ? { campusId: campus } : {}),
    ...(several || name.trim() === '' ? {} : { name: name.trim() }),
    ...(point.trim() === '' ? {} : { point: point.trim() }),
    ...((several ? (stranger.position ?? position) : position) ? { position: several ? (stranger.position ?? position) : position } : {}),
    ...(silent ? { silent } : {}),
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (schoolId === undefined) return setProblem(s.needSchool)
    setBusy(true)
    setProblem('')
    const said: string[] = []
    const refusals: string[] = []
    for (const stranger of strangers) {
      const called = (several ? stranger.name : name) || stranger.point || stranger.externalId
      try {
        const adoption = adoptionOf(stranger, schoolId)
        if (mayAdopt) {
          const { replayed, alarms } = await adoptDevice(stranger.id, adoption)
          said.push(s.done(called, replayed, alarms))
        } else await draftAdoption(stranger.id, adoption)
      } catch (error) {
        refusals.push(s.refused(called, wordsOf(error, t)))
      }
    }
    setBusy(false)
    setProblem(refusals.join(' '))
    if (refusals.length < strangers.length) onDone(mayAdopt ? said : [s.drafted])
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      {first?.draft && <p className={styles.said}>{s.draftBy(first.draft.by)}</p>}
      <h3>{s.place}</h3>
      <p className={styles.dim}>{s.placeHint}</p>
      <PlaceMap near={near} position={position} onPick={place} />
      <p className={styles.dim} style={{ margin: '6px 0 12px' }}>
        {position ? (
          <>
            {position === first?.position ? s.ownPlace : s.placed}{' '}
            <span className={styles.mono}>{position.map((n) => n.toFixed(6)).join(', ')}</span>{' '}
            <button type="button" className={styles.open} onClick={() => setPosition(null)}>
              {s.clearPlace}
            </button>
          </>
        ) : (
          s.noPlace
        )}
      </p>
      <div className={styles.form}>
        <label className={controls.field}>
          {s.schoolField}
          <input
            list="schools-to-choose"
            value={school}
            required
            placeholder={s.schoolHint}
            onChange={(event) => setSchool(event.target.value)}
          />
          <datalist id="schools-to-choose">
            {schools.map(({ id, name: called }) => (
              <option key={id} value={called}>
                {id}
              </option>
            ))}
          </datalist>
        </label>
        <label className={controls.field}>
          {s.campus}
          <select value={campus} onChange={(event) => setCampus(event.target.value)}>
            <option value="">{s.noCampus}</option>
            {campuses
              .filter(({ properties }) => properties.schoolId === schoolId)
              .map(({ id, properties }) => (
                <option key={id} value={id}>
                  {properties.name}
                </option>
              ))}
          </select>
        </label>
        <label className={controls.field}>
          {s.kind}
          <select value={kind} onChange={(event) => setKind(event.target.value as DeviceKind)}>
            {several && <option value="">{s.ownKind}</option>}
            {DeviceKind.options.map((option) => (
              <option key={option} value={option}>
                {words.deviceKind[option]}
                {!several && option === first?.kind ? brackets(s.guess) : ''}
              </option>
            ))}
          </select>
        </label>
        {!several && (
          <label className={controls.field}>
            {s.name}
            <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
          </label>
        )}
        {!several && first?.point === '' && (
          <label className={controls.field}>
            {s.point}
            <input value={point} maxLength={64} onChange={(event) => setPoint(event.target.value)} />
          </label>
        )}
        {kind === 'panicButton' && (
          <label className={`${styles.check} ${styles.wide}`}>
            <input type="checkbox" checked={silent} onChange={(event) => setSilent(event.target.checked)} />
            {s.silent}
          </label>
        )}
      </div>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      <div className={styles.buttons}>
        <button type="submit" className={styles.primary} disabled={busy}>
          {busy ? s.busy : several ? s.many(strangers.length) : mayAdopt ? s.submit : s.draftSubmit}
        </button>
      </div>
    </form>
  )
}

const schoolIn = (schools: readonly { id: string; name: string }[], id: string | null | undefined): string =>
  schools.find((school) => school.id === id)?.name ?? ''
