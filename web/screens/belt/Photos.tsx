import { type ChangeEvent, useCallback, useState } from 'react'
import type { FileOwnerKind } from '#contracts/file.ts'
import { readFiles, sendFiles } from '../../api/file.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { useBeltText } from './text.ts'

/** Photos of a place, freed of what the phone wrote into them; more can be added where the server lets. */
export function Photos({ ownerKind, ownerId, mayAdd }: { ownerKind: FileOwnerKind; ownerId: string; mayAdd: boolean }) {
  const t = useBeltText()
  const words = useTaskText()
  const read = useCallback(() => readFiles(ownerKind, ownerId), [ownerKind, ownerId])
  const { value, again } = useReading(read, 0)
  const [problem, setProblem] = useState('')
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target
    setProblem('')
    try {
      await sendFiles(ownerKind, ownerId, [...(input.files ?? [])])
    } catch (error) {
      setProblem(refusalWords(error, words))
    }
    input.value = ''
    await again()
  }
  return (
    <section className={desk.panel} aria-label={t.photos.title}>
      <h2>{t.photos.title}</h2>
      {value?.items.length === 0 && <p className={desk.dim}>{t.photos.none}</p>}
      <div className={styles.photos}>
        {value?.items.map(({ id, name, mediaType, uploadedAt, uploadedBy }) => (
          <a key={id} className={styles.link} href={`/api/v1/files/${id}`} download={name}>
            {mediaType.startsWith('image/') ? <img src={`/api/v1/files/${id}`} alt={name} /> : name}
            <span className={desk.dim}>
              {momentText(uploadedAt, Date.now())} {uploadedBy}
            </span>
          </a>
        ))}
      </div>
      {mayAdd && (
        <label className={`${controls.field} ${styles.noPrint}`}>
          {t.photos.add}
          <input type="file" accept="image/*" multiple onChange={(event) => void add(event)} />
        </label>
      )}
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
    </section>
  )
}
