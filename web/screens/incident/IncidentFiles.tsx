import { type ChangeEvent, useState } from 'react'
import type { IncidentDetail } from '#contracts/incident.ts'
import type { Session } from '#contracts/session.ts'
import { sendFiles } from '../../api/file.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { dateText } from './moment.ts'
import { wordsOf } from './problem-words.ts'
import { useIncidentText } from './text.ts'

interface Props {
  incident: IncidentDetail
  session: Session
  onChanged: () => void
}

/** Papers and photos: their names may name somebody, so that they open only while a look is allowed, and each opening is written down. */
export function IncidentFiles({ incident, session, onChanged }: Props) {
  const t = useIncidentText()
  const [problem, setProblem] = useState('')
  const mayOpen = incident.requests.some(
    ({ askedBy, purpose, state }) => askedBy === session.user.username && purpose === 'look' && state === 'approved',
  )
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target
    setProblem('')
    try {
      await sendFiles('incident', incident.id, [...(input.files ?? [])])
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    input.value = ''
    onChanged()
  }
  return (
    <section className={styles.panel} aria-label={t.files.title}>
      <h2>{t.files.title}</h2>
      <p className={styles.dim}>{incident.erasedAt ? t.files.erased : incident.files.length === 0 ? t.files.none : t.files.sealed}</p>
      <ol>
        {incident.files.map(({ id, mediaType, bytes, uploadedBy, uploadedAt }, n) => {
          const words = t.files.line(n + 1, mediaType, Math.ceil(bytes / 1024))
          return (
            <li key={id} style={{ padding: '4px 0' }}>
              {mayOpen ? (
                <a href={`/api/v1/files/${id}`} download onClick={() => setTimeout(onChanged, 1500)}>
                  {words}
                </a>
              ) : (
                words
              )}{' '}
              <small className={styles.dim}>
                {uploadedBy} · {dateText(uploadedAt)}
              </small>
            </li>
          )
        })}
      </ol>
      {incident.mayWrite && !incident.erasedAt && (
        <label className={controls.field} style={{ marginTop: 12 }}>
          {t.files.add}
          <input type="file" multiple onChange={(event) => void add(event)} />
        </label>
      )}
      {problem && (
        <p role="alert" className={styles.wrong}>
          {problem}
        </p>
      )}
    </section>
  )
}
