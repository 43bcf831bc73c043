import controls from '../../ui/controls.module.css'
import { DateField } from '../../ui/DateField.tsx'
import styles from './Tasks.module.css'

interface Choice {
  id: string
  name: string
}

/** One of several, by name. */
export function Pick({
  name,
  label,
  choices,
  ask,
  required = true,
}: {
  name: string
  label: string
  choices: readonly Choice[]
  ask: string
  required?: boolean
}) {
  return (
    <label className={controls.field}>
      {label}
      <select name={name} required={required} defaultValue="">
        <option value="">{ask}</option>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
      </select>
    </label>
  )
}

/** Any of several. */
export function Several({ name, label, choices }: { name: string; label: string; choices: readonly Choice[] }) {
  return (
    <fieldset style={{ margin: 0, border: '1px solid var(--line)' }}>
      <legend>{label}</legend>
      <div className={styles.choices}>
        {choices.map((choice) => (
          <label key={choice.id}>
            <input type="checkbox" name={name} value={choice.id} />
            {choice.name}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

interface LineProps {
  name: string
  label: string
  required?: boolean
}

export function Line({ name, label, required = true }: LineProps) {
  return (
    <label className={controls.field}>
      {label}
      <input name={name} required={required} maxLength={200} />
    </label>
  )
}

export function DayLine({ name, label, required = true }: LineProps) {
  return (
    <label className={controls.field}>
      {label}
      <DateField name={name} required={required} />
    </label>
  )
}

export function Area({
  name,
  label,
  required = true,
  placeholder = '',
}: {
  name: string
  label: string
  required?: boolean
  placeholder?: string
}) {
  return (
    <label className={controls.field}>
      {label}
      <textarea name={name} required={required} rows={4} maxLength={2000} placeholder={placeholder} />
    </label>
  )
}
