import { Link } from 'react-router'
import { readHazards } from '../../api/hazard.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { useReading } from '../admin/use-reading.ts'
import { responsible } from '../hazard/HazardList.tsx'
import { RiskMark } from '../hazard/RiskMark.tsx'
import { useHazardText } from '../hazard/text.ts'
import { Notices } from '../notices/Notices.tsx'
import { useSafetyText } from './safety-text.ts'

const SHOWN = 8
const readOpen = () => readHazards('state=open')

/** The school's open hazards as a plain list, the worst first, and what waits to be signed for. */
export function OwnHazards({ home }: { home: string }) {
  const t = useSafetyText()
  const words = useHazardText()
  const { value, failed } = useReading(readOpen, 60_000)
  const risks = Object.keys(words.risks)
  const open = [...(value?.items ?? [])].sort(
    (a, b) => (b.overdueDays ?? -999) - (a.overdueDays ?? -999) || risks.indexOf(a.risk) - risks.indexOf(b.risk),
  )
  const late = open.filter(({ overdueDays }) => (overdueDays ?? 0) > 0).length
  return (
    <>
      <Notices home={home} />
      <section aria-label={t.title}>
        <h2>{t.title}</h2>
        {failed && <p role="alert">{t.retry}</p>}
        {value && <p role="status">{open.length === 0 ? t.none : t.open(open.length, late)}</p>}
        <ul style={{ padding: 0, margin: '8px 0', listStyle: 'none' }}>
          {open.slice(0, SHOWN).map((one) => (
            <li key={one.id} style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}>
              <RiskMark risk={one.risk} /> <Link to={`${home}/hazards/${one.id}`}>{one.title}</Link>{' '}
              <span className={desk.dim}>
                {words.places[one.place]} · {responsible(one, words)} · {words.states[one.state]}
                {one.dueOn && ` · ${one.dueOn}`}
              </span>{' '}
              {(one.overdueDays ?? 0) > 0 && <span className={desk.warn}>{words.late(one.overdueDays ?? 0)}</span>}
            </li>
          ))}
        </ul>
        <p>
          <Link className={controls.button} to={`${home}/hazards`}>
            {t.all}
          </Link>{' '}
          <Link className={controls.button} to={`${home}/belt`}>
            {t.belt}
          </Link>
        </p>
      </section>
    </>
  )
}
