import { useEffect, useState } from 'react'
import type { CampusDraft } from '#contracts/campus.ts'
import type { CampusFeature } from '#contracts/school.ts'
import type { LngLat } from '#contracts/time.ts'
import { centreOf } from '#domain/area.ts'
import { createCampus, draftCampus, dropCampusDraft, editCampus } from '../../api/campus.ts'
import { ProblemError } from '../../api/http.ts'
import { areaOf, begin, drawingFault, drawingOf, gatesOf, type Steps, step } from '../../map/boundary-edit.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { loadPlaces, usePlaces } from '../admin/places.ts'
import { wordsOf } from '../admin/problem-words.ts'
import { useAdminText } from '../admin/text.ts'
import { BoundaryEditor } from './BoundaryEditor.tsx'
import styles from './Campus.module.css'
import { useCampusText } from './text.ts'

type Current = CampusFeature & { changedBy: string | null; changedAt: string }

const stepsOf = (campus: Pick<CampusFeature, 'geometry' | 'properties'> | null): Steps =>
  begin(drawingOf(campus && campus.geometry.type !== 'Point' ? campus.geometry : null, campus?.properties.gates))

const currentOf = (error: unknown): Current | null =>
  error instanceof ProblemError && error.problem.status === 409 && error.problem.current ? (error.problem.current as Current) : null

interface Props {
  /** null = a new one */
  campus: CampusFeature | null
  draft: CampusDraft | null
  mayWrite: boolean
  onSaved: (id: string) => void
  onDrafts: () => void
}

/** One campus: its name, its boundary and gates on the map, and saving all as the next version. */
export function CampusForm({ campus, draft, mayWrite, onSaved, onDrafts }: Props) {
  const s = useCampusText()
  const admin = useAdminText()
  const { schools, campuses } = usePlaces()
  const [steps, setSteps] = useState(() => stepsOf(campus))
  const [name, setName] = useState(campus?.properties.name ?? '')
  const [version, setVersion] = useState(campus?.properties.version ?? 0)
  const [id, setId] = useState('')
  const [school, setSchool] = useState('')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  const [taken, setTaken] = useState<Current | null>(null)
  const changed = steps.past.length > 0 || (campus !== null && name !== campus.properties.name)
  const boundary = drawingFault(steps.now) ? null : areaOf(steps.now)
  const schoolId = campus?.properties.schoolId ?? schools.find((one) => one.id === school || one.name === school)?.id
  const ready = boundary !== null && name.trim() !== '' && (campus !== null || (schoolId !== undefined && id !== ''))

  useEffect(() => {
    if (!changed) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [changed])

  const load = (next: Pick<CampusFeature, 'geometry' | 'properties'>) => {
    setSteps(stepsOf(next))
    setName(next.properties.name)
    setVersion(next.properties.version)
    setTaken(null)
  }
  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setSaid('')
    setWrong('')
    try {
      await work()
      setTaken(null)
    } catch (error) {
      const current = currentOf(error)
      setTaken(current)
      if (!current) setWrong(s.refused(wordsOf(error, admin)))
    } finally {
      setBusy(false)
    }
  }
  const save = (over: number) =>
    act(async () => {
      if (!boundary) return
      const drawn = { name: name.trim(), boundary, gates: gatesOf(steps.now) }
      const saved = campus
        ? await editCampus(campus.id, { ...drawn, version: over })
        : await createCampus({ ...drawn, id, schoolId: schoolId ?? '' })
      load(saved)
      setSaid(s.saved(saved.properties.version))
      await loadPlaces().catch(() => {})
      onSaved(saved.id)
    })
  const submitDraft = () =>
    act(async () => {
      if (!boundary || !campus) return
      await draftCampus(campus.id, { name: name.trim(), boundary, gates: gatesOf(steps.now) })
      setSaid(s.drafted)
      onDrafts()
    })
  const reject = () =>
    act(async () => {
      if (campus) await dropCampusDraft(campus.id)
      onDrafts()
    })

  return (
    <section className={desk.panel} aria-label={campus?.properties.name ?? s.add}>
      <div className={styles.head}>
        <h2 style={{ margin: 0 }}>{campus?.properties.name ?? s.add}</h2>
        {campus && <span className={desk.tag}>{s.version(version)}</span>}
        {campus?.properties.provisional && <span className={desk.warn}>{s.state.provisional}</span>}
        {changed && <span className={desk.note}>{s.changed}</span>}
      </div>
      {draft && (
        <p className={desk.said}>
          {s.draftBy(draft.draftedBy, momentText(draft.draftedAt, Date.now()))}{' '}
          <button
            type="button"
            className={controls.button}
            onClick={() => {
              setSteps(step(steps, drawingOf(draft.boundary, draft.gates ?? gatesOf(steps.now))))
              setName(draft.name)
            }}
          >
            {s.showDraft}
          </button>{' '}
          <button type="button" className={controls.quiet} disabled={busy} onClick={() => void reject()}>
            {s.dropDraft}
          </button>
        </p>
      )}
      <div className={desk.form} style={{ marginBottom: 12 }}>
        <label className={controls.field}>
          {s.name}
          <input value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        </label>
        {!campus && (
          <>
            <label className={controls.field}>
              {s.school}
              <input
                list="schools-of-campuses"
                value={school}
                required
                placeholder={s.schoolHint}
                onChange={(event) => setSchool(event.target.value)}
              />
              <datalist id="schools-of-campuses">
                {schools.map((one) => (
                  <option key={one.id} value={one.name}>
                    {one.id}
                  </option>
                ))}
              </datalist>
            </label>
            <label className={controls.field}>
              {s.id}
              <input value={id} maxLength={64} pattern="[A-Za-z0-9._\-]+" required onChange={(event) => setId(event.target.value.trim())} />
            </label>
          </>
        )}
      </div>
      <BoundaryEditor
        key={`${campus?.id ?? `new-${schoolId ?? ''}`}`}
        campusId={campus?.id ?? null}
        near={nearOf(campus ?? campuses.find(({ properties }) => properties.schoolId === schoolId) ?? null)}
        steps={steps}
        onSteps={setSteps}
      />
      {taken && (
        <p role="alert" className={desk.wrong}>
          {s.conflict(taken.changedBy ?? s.somebody, momentText(taken.changedAt, Date.now()))}{' '}
          <button type="button" className={controls.button} onClick={() => load(taken)}>
            {s.theirs}
          </button>{' '}
          <button type="button" className={controls.button} onClick={() => void save(taken.properties.version)}>
            {s.mine}
          </button>
        </p>
      )}
      {wrong !== '' && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      {said !== '' && (
        <p role="status" className={desk.said}>
          {said}
        </p>
      )}
      <div className={desk.buttons}>
        {mayWrite && (
          <button type="button" className={desk.primary} disabled={busy || !ready || !changed} onClick={() => void save(version)}>
            {busy ? s.saving : s.save}
          </button>
        )}
        {!mayWrite && campus && (
          <button type="button" className={desk.primary} disabled={busy || !ready || !changed} onClick={() => void submitDraft()}>
            {busy ? s.saving : s.draftSave}
          </button>
        )}
        {changed && campus && (
          <button
            type="button"
            className={controls.quiet}
            onClick={() => load({ ...campus, properties: { ...campus.properties, version } })}
          >
            {s.revert}
          </button>
        )}
      </div>
    </section>
  )
}

function nearOf(campus: CampusFeature | null): LngLat | null {
  if (!campus) return null
  return campus.geometry.type === 'Point' ? campus.geometry.coordinates : centreOf(campus.geometry)
}
