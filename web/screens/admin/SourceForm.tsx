import { type FormEvent, useState } from 'react'
import { DialectName } from '#contracts/device.ts'
import type { SourceSettings, SourceView } from '#contracts/source.ts'
import { draftSource, removeSource, removeSourceDraft, saveSource } from '../../api/admin.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { usePlaces } from './places.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'

const FRESH: SourceSettings = {
  filters: [],
  dialect: 'zigbee2mqtt',
  baseLevels: 1,
  schoolId: null,
  schoolLevel: null,
  identity: null,
  datum: 'wgs84',
  timeZone: 'Asia/Shanghai',
  policePlatform: false,
  off: false,
}
const SPOKEN = DialectName.options.filter((name) => name !== 'native')

interface Props {
  /** null: a new one */
  view: SourceView | null
  mayWrite: boolean
  onDone: (said: string) => void
}

const settingsOf = (view: SourceView | null): SourceSettings => view?.draft?.settings ?? view?.settings ?? FRESH

/** One source's settings: put in force by the system administrator, drafted by the technician. */
export function SourceForm({ view, mayWrite, onDone }: Props) {
  const t = useAdminText()
  const s = t.source
  const [id, setId] = useState(view?.id ?? '')
  const [settings, setSettings] = useState(settingsOf(view))
  const [filters, setFilters] = useState(settings.filters.join('\n'))
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const change = (more: Partial<SourceSettings>) => setSettings((before) => ({ ...before, ...more }))
  const fixed = settings.dialect === 'native'

  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setProblem('')
    try {
      await work()
      onDone(t.saved)
    } catch (error) {
      setProblem(t.failed(wordsOf(error, t)))
    }
    setBusy(false)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const lines = filters
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    const wanted = { ...settings, filters: lines }
    void act(() => (mayWrite ? saveSource(id.trim(), wanted) : draftSource(id.trim(), wanted)))
  }

  return (
    <form onSubmit={submit}>
      {view?.draft && <p className={styles.said}>{s.draftBy(view.draft.draftedBy)}</p>}
      <fieldset className={styles.form} disabled={busy || fixed} style={{ border: 0, padding: 0, margin: '12px 0 0' }}>
        {!view && (
          <label className={`${controls.field} ${styles.wide}`}>
            {s.name}
            <input value={id} required maxLength={200} onChange={(event) => setId(event.target.value)} spellCheck={false} />
          </label>
        )}
        <label className={`${controls.field} ${styles.wide}`}>
          {s.filters}
          <textarea
            className={styles.mono}
            rows={Math.min(8, filters.split('\n').length + 1)}
            value={filters}
            required
            placeholder={s.filtersHint}
            onChange={(event) => setFilters(event.target.value)}
            spellCheck={false}
          />
        </label>
        <label className={controls.field}>
          {s.dialect}
          <select value={settings.dialect} onChange={(event) => change({ dialect: event.target.value as DialectName })}>
            {(fixed ? DialectName.options : SPOKEN).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {s.baseLevels}
          <input
            type="number"
            min={0}
            max={20}
            required
            value={settings.baseLevels}
            onChange={(event) => change({ baseLevels: event.target.valueAsNumber })}
          />
        </label>
        <SchoolFields settings={settings} change={change} />
        <IdentityFields settings={settings} change={change} />
        <label className={controls.field}>
          {s.datum}
          <select value={settings.datum} onChange={(event) => change({ datum: event.target.value as SourceSettings['datum'] })}>
            {(['wgs84', 'gcj02', 'bd09'] as const).map((datum) => (
              <option key={datum} value={datum}>
                {s.datums[datum]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {s.timeZone}
          <input
            className={styles.mono}
            required
            value={settings.timeZone}
            onChange={(event) => change({ timeZone: event.target.value })}
          />
        </label>
        {settings.dialect === 'gb28181' && (
          <label className={`${styles.check} ${styles.wide}`}>
            <input
              type="checkbox"
              checked={settings.policePlatform}
              onChange={(event) => change({ policePlatform: event.target.checked })}
            />
            {s.policePlatform}
          </label>
        )}
        <label className={`${styles.check} ${styles.wide}`}>
          <input type="checkbox" checked={settings.off} onChange={(event) => change({ off: event.target.checked })} />
          {s.off}
        </label>
      </fieldset>
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
      {!fixed && (
        <div className={styles.buttons}>
          <button type="submit" className={styles.primary} disabled={busy}>
            {mayWrite ? s.save : s.saveDraft}
          </button>
          {view?.draft && (
            <button type="button" className={controls.button} disabled={busy} onClick={() => void act(() => removeSourceDraft(view.id))}>
              {s.dropDraft}
            </button>
          )}
          {view?.changed && mayWrite && (
            <button type="button" className={controls.button} disabled={busy} onClick={() => void act(() => removeSource(view.id))}>
              {view.builtIn ? s.restore : s.remove}
            </button>
          )}
        </div>
      )}
    </form>
  )
}

interface FieldsProps {
  settings: SourceSettings
  change: (more: Partial<SourceSettings>) => void
}

/** Whose devices speak there: one school's, or that of a level of the topic. */
function SchoolFields({ settings, change }: FieldsProps) {
  const s = useAdminText().source
  const { schools } = usePlaces()
  const schoolBy = settings.schoolId !== null ? 'fixed' : settings.schoolLevel !== null ? 'level' : 'none'
  return (
    <>
      <label className={controls.field}>
        {s.school}
        <select
          value={schoolBy}
          onChange={(event) =>
            change({
              schoolId: event.target.value === 'fixed' ? (schools[0]?.id ?? '') : null,
              schoolLevel: event.target.value === 'level' ? 2 : null,
            })
          }
        >
          {(['none', 'fixed', 'level'] as const).map((by) => (
            <option key={by} value={by}>
              {s.schoolBy[by]}
            </option>
          ))}
        </select>
      </label>
      {schoolBy === 'fixed' && (
        <label className={controls.field}>
          {s.schoolId}
          <select value={settings.schoolId ?? ''} onChange={(event) => change({ schoolId: event.target.value })}>
            {schools.map((school) => (
              <option key={school.id} value={school.id}>
                {school.name} · {school.id}
              </option>
            ))}
          </select>
        </label>
      )}
      {schoolBy === 'level' && (
        <label className={controls.field}>
          {s.level}
          <input
            type="number"
            min={1}
            max={20}
            required
            value={settings.schoolLevel ?? 1}
            onChange={(event) => change({ schoolLevel: event.target.valueAsNumber })}
          />
        </label>
      )}
      {schoolBy === 'none' && <span />}
    </>
  )
}

/** What names the device: the dialect itself, a level of the topic, or a field of the payload. */
function IdentityFields({ settings: { identity }, change }: FieldsProps) {
  const s = useAdminText().source
  return (
    <>
      <label className={controls.field}>
        {s.identity}
        <select
          value={identity?.from ?? 'dialect'}
          onChange={({ target: { value } }) =>
            change({
              identity: value === 'topic' ? { from: 'topic', level: 2 } : value === 'payload' ? { from: 'payload', field: 'sn' } : null,
            })
          }
        >
          {(['dialect', 'topic', 'payload'] as const).map((by) => (
            <option key={by} value={by}>
              {s.identityBy[by]}
            </option>
          ))}
        </select>
      </label>
      {identity?.from === 'topic' && (
        <label className={controls.field}>
          {s.level}
          <input
            type="number"
            min={1}
            max={20}
            required
            value={identity.level}
            onChange={(event) => change({ identity: { from: 'topic', level: event.target.valueAsNumber } })}
          />
        </label>
      )}
      {identity?.from === 'payload' && (
        <label className={controls.field}>
          {s.field}
          <input
            className={styles.mono}
            required
            value={identity.field}
            onChange={(event) => change({ identity: { from: 'payload', field: event.target.value } })}
          />
        </label>
      )}
      {identity === null && <span />}
    </>
  )
}
