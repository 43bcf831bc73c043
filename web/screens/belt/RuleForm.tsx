import { useState } from 'react'
import { DepartmentKind } from '#contracts/department.ts'
import { SchoolLevel } from '#contracts/school.ts'
import { DistanceMethod, type DistanceRule, type ProposeRule, VenueKind } from '#contracts/venue.ts'
import { proposeRule } from '../../api/venue.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { useHazardText } from '../hazard/text.ts'
import { ActForm, FormError, typed } from '../tasks/ActForm.tsx'
import { useBeltText } from './text.ts'

interface Props {
  /** the version that is changed, or null for a new rule */
  before: DistanceRule | null
  onDone: () => void
  onCancel: () => void
}

/** A new version of a distance rule, from the one in force; it counts when a second person has approved it. */
export function RuleForm({ before, onDone, onCancel }: Props) {
  const t = useBeltText()
  const { kinds } = useHazardText()
  const [hasMetres, setHasMetres] = useState(before === null || before.metres !== null)
  const send = (form: FormData) => {
    const levels = form.getAll('levels').map(String)
    if (levels.length === 0) throw new FormError(t.rules.levelsNeeded)
    const hours = typed(form, 'hours')
    return proposeRule({
      venueKind: before?.venueKind ?? (String(form.get('venueKind')) as VenueKind),
      levels: levels as ProposeRule['levels'],
      deptKind: String(form.get('deptKind')) as DepartmentKind,
      method: String(form.get('method')) as DistanceMethod,
      metres: hasMetres ? Number(form.get('metres')) : null,
      law: typed(form, 'law') ?? '',
      clause: typed(form, 'clause') ?? '',
      reason: typed(form, 'reason') ?? '',
      ...(hours === null ? {} : { hours }),
    })
  }
  return (
    <ActForm title={t.rules.propose} send={async (form) => send(form)} onDone={onDone} onCancel={onCancel} onRefused={() => {}}>
      <div className={desk.form}>
        <label className={controls.field}>
          {t.rules.what}
          <select name="venueKind" required disabled={before !== null} defaultValue={before?.venueKind}>
            {VenueKind.options.map((kind) => (
              <option key={kind} value={kind}>
                {kinds[kind]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {t.rules.dept}
          <select name="deptKind" required defaultValue={before?.deptKind ?? 'market'}>
            {DepartmentKind.options.map((kind) => (
              <option key={kind} value={kind}>
                {t.depts[kind]}
              </option>
            ))}
          </select>
        </label>
        <fieldset className={desk.wide} style={{ border: 0, padding: 0, margin: 0 }}>
          <legend>{t.rules.levels}</legend>
          <div className={desk.bar} style={{ marginBottom: 0 }}>
            {SchoolLevel.options.map((level) => (
              <label key={level} className={desk.check}>
                <input type="checkbox" name="levels" value={level} defaultChecked={before === null || before.levels.includes(level)} />
                {t.levels[level]}
              </label>
            ))}
          </div>
        </fieldset>
        <label className={controls.field}>
          {t.rules.method}
          <select name="method" defaultValue={before?.method ?? 'boundaryBuffer'}>
            {DistanceMethod.options.map((method) => (
              <option key={method} value={method}>
                {t.methods[method]}
              </option>
            ))}
          </select>
        </label>
        <div>
          <label className={controls.field}>
            {t.rules.metres}
            <input
              name="metres"
              type="number"
              min={1}
              max={5000}
              step="any"
              required={hasMetres}
              disabled={!hasMetres}
              defaultValue={before?.metres ?? ''}
            />
          </label>
          <label className={desk.check}>
            <input type="checkbox" checked={!hasMetres} onChange={(event) => setHasMetres(!event.target.checked)} />
            {t.rules.noMetres}
          </label>
        </div>
        <label className={controls.field}>
          {t.rules.law}
          <input name="law" required maxLength={200} defaultValue={before?.law} />
        </label>
        <label className={controls.field}>
          {t.rules.clause}
          <input name="clause" required maxLength={100} defaultValue={before?.clause} />
        </label>
        <label className={controls.field}>
          {t.rules.hours}
          <input name="hours" maxLength={100} placeholder="16:30–18:30" defaultValue={before?.hours ?? ''} />
        </label>
        <label className={controls.field}>
          {t.rules.reason}
          <input name="reason" required maxLength={1000} />
        </label>
      </div>
    </ActForm>
  )
}
