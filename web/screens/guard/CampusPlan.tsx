import type { Alarm } from '#contracts/alarm.ts'
import type { LngLat } from '#contracts/time.ts'
import { colon } from '../../i18n/text.ts'
import styles from './CampusPlan.module.css'
import { planOf } from './plan.ts'
import { useSiteSchool } from './site.ts'
import { useGuardText } from './text.ts'

/** Where on the campus it is, where the gates are, and where I am when the phone says so. */
export function CampusPlan({ alarm, me }: { alarm: Alarm; me: LngLat | null }) {
  const g = useGuardText()
  const school = useSiteSchool(alarm.schoolId)
  const campus =
    school?.campuses.find(({ id }) => id === alarm.campusId) ?? (school?.campuses.length === 1 ? school.campuses[0] : undefined)
  if (!campus?.boundary || !alarm.position) return null
  const plan = planOf(campus.boundary, [alarm.position, ...campus.gates.map(({ position }) => position), ...(me ? [me] : [])])
  if (!plan) return null
  const [x, y] = plan.place(alarm.position)
  const here = me && plan.place(me)
  const isOn = here && here[0] >= 0 && here[0] <= plan.width && here[1] >= 0 && here[1] <= plan.height
  return (
    <figure className={styles.plan}>
      <svg viewBox={`0 0 ${plan.width} ${plan.height}`} role="img" aria-label={`${g.plan}${colon()}${campus.name}`}>
        <path d={plan.path} fillRule="evenodd" className={styles.ground} />
        {campus.gates.map(({ name, position }) => {
          const [gx, gy] = plan.place(position)
          const anchor = gx < 70 ? 'start' : gx > plan.width - 70 ? 'end' : 'middle'
          return (
            <g key={name + gx + gy}>
              <rect x={gx - 7} y={gy - 7} width={14} height={14} className={styles.gate} />
              <text x={anchor === 'start' ? gx - 7 : anchor === 'end' ? gx + 7 : gx} y={gy < 40 ? gy + 24 : gy - 12} textAnchor={anchor}>
                {name}
              </text>
            </g>
          )
        })}
        {here && isOn && (
          <g>
            <circle cx={here[0]} cy={here[1]} r={9} className={styles.me} />
            <text x={here[0] + 14} y={here[1] + 6}>
              {g.planMe}
            </text>
          </g>
        )}
        <circle cx={x} cy={y} r={16} className={styles.spotRing} />
        <circle cx={x} cy={y} r={8} className={styles.spot} />
      </svg>
      <figcaption>
        <i className={styles.spotKey} aria-hidden="true" /> {g.planLegend}
      </figcaption>
    </figure>
  )
}
