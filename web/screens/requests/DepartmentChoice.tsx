import type { Department } from '#contracts/department.ts'
import controls from '../../ui/controls.module.css'
import type { RequestText } from './text.ts'

/** For which department; the only one is chosen. Made anew when they come: a choice made before its options is lost. */
export function DepartmentChoice({ departments, t }: { departments: readonly Department[]; t: RequestText }) {
  return (
    <label className={controls.field}>
      {t.form.department}
      <select key={departments.length} name="departmentId" required defaultValue={departments.length === 1 ? departments[0]?.id : ''}>
        <option value="">{t.form.choose}</option>
        {departments.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
