import { useCallback, useState } from 'react'
import { readBelt, surveyBelt } from '../../api/venue.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { useBeltText } from './text.ts'

/** One school's belts: with which others they overlap, when they were surveyed, and the record of a new survey. */
export function BeltFacts({ schoolId }: { schoolId: string }) {
  const t = useBeltText()
  const read = useCallback(() => readBelt(schoolId), [schoolId])
  const { value, again } = useReading(read, 0)
  const [note, setNote] = useState('')
  const [failed, setFailed] = useState(false)
  const survey = async (campusId: string) => {
    try {
      await surveyBelt(campusId, note.trim())
      setNote('')
      setFailed(false)
      await again()
    } catch {
      setFailed(true)
    }
  }
  return (
    <div className={desk.panel}>
      {value?.campuses.map(({ campusId, name, provisional, lastSurvey, overlaps }) => (
        <div key={campusId}>
          <b>{name}</b> {provisional && <span className={desk.warn}>{t.belt.provisional}</span>}{' '}
          <span>{lastSurvey ? t.belt.last(momentText(lastSurvey.surveyedAt, Date.now()), lastSurvey.surveyedBy) : t.belt.never}</span> ·{' '}
          <span>
            {overlaps.length > 0 ? `${t.belt.overlaps}：${overlaps.map(({ schoolName }) => schoolName).join('、')}` : t.belt.none}
          </span>
          <div className={desk.bar} style={{ margin: '8px 0' }}>
            <input
              aria-label={t.belt.note}
              placeholder={t.belt.note}
              maxLength={1000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <button type="button" className={controls.button} onClick={() => void survey(campusId)}>
              {t.belt.survey}
            </button>
          </div>
        </div>
      ))}
      {failed && <p role="alert">{t.retry}</p>}
    </div>
  )
}
