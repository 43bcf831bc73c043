import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import { readBelt } from '../../api/venue.ts'
import { colon } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { SurveyForm } from './SurveyForm.tsx'
import { useBeltText } from './text.ts'

interface Props {
  schoolId: string
  maySurvey: boolean
  /** of the bureau's belt pages; a school has no others to go to */
  base?: string
}

/** One school's belts: with which others they overlap, when they were surveyed, and the record of a new survey. */
export function BeltFacts({ schoolId, maySurvey, base }: Props) {
  const t = useBeltText()
  const read = useCallback(() => readBelt(schoolId), [schoolId])
  const { value, failed, again } = useReading(read, 0)
  const [surveyed, setSurveyed] = useState<string | null>(null)
  return (
    <div className={desk.panel} style={{ marginBottom: 16 }}>
      {value?.campuses.map(({ campusId, name, provisional, lastSurvey, overlaps }) => (
        <div key={campusId}>
          <p>
            <b>{name}</b> {provisional && <span className={desk.warn}>{t.belt.provisional}</span>}{' '}
            <span>{lastSurvey ? t.belt.last(momentText(lastSurvey.surveyedAt, Date.now()), lastSurvey.surveyedBy) : t.belt.never}</span>{' '}
            {maySurvey && (
              <button
                type="button"
                className={controls.button}
                aria-expanded={surveyed === campusId}
                onClick={() => setSurveyed(surveyed === campusId ? null : campusId)}
              >
                {t.belt.survey}
              </button>
            )}
          </p>
          <p className={desk.dim}>
            {overlaps.length === 0 ? t.belt.none : `${t.belt.overlaps}${colon()}`}
            {overlaps.map((other, n) => (
              <span key={other.campusId}>
                {n > 0 && '、'}
                {base ? (
                  <Link className={styles.link} to={`${base}?school=${other.schoolId}`}>
                    {other.schoolName}
                  </Link>
                ) : (
                  other.schoolName
                )}
              </span>
            ))}
          </p>
          {surveyed === campusId && <SurveyForm campusId={campusId} name={name} onDone={() => void again()} />}
        </div>
      ))}
      {failed && <p role="alert">{t.retry}</p>}
    </div>
  )
}
