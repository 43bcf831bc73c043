import { type ChangeEvent, useCallback, useState } from 'react'
import type { FileInfo, FileOwnerKind } from '#contracts/file.ts'
import { type Listed, request } from '../../api/http.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { refusalWords } from './act-words.ts'
import styles from './Tasks.module.css'
import { useTaskText } from './text.ts'

/** Evidence of a task or order: photos and papers, each kept under its own hash. */
export function TaskFiles({ ownerKind, ownerId }: { ownerKind: FileOwnerKind; ownerId: string }) {
  const t = useTaskText()
  const query = `ownerKind=${ownerKind}&ownerId=${encodeURIComponent(ownerId)}`
  const read = useCallback(() => request<Listed<FileInfo>>(`/files?${query}`), [query])
  const { value, again } = useReading(read, 0)
  const [problem, setProblem] = useState('')
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const { files } = event.target
    setProblem('')
    for (const file of [...(files ?? [])])
      try {
        await request(`/files?${query}&name=${encodeURIComponent(file.name.slice(0, 200))}`, { method: 'POST', file, timeoutMs: 120_000 })
      } catch (error) {
        setProblem(`${file.name}: ${refusalWords(error, t)}`)
      }
    event.target.value = ''
    await again()
  }
  return (
    <section className={desk.panel} aria-label={t.files}>
      <h2>{t.files}</h2>
      {value?.items.length === 0 && <p className={desk.dim}>{t.noFiles}</p>}
      <ul className={styles.list}>
        {value?.items.map((file) => (
          <li key={file.id}>
            <a className={styles.link} href={`/api/v1/files/${file.id}`} download>
              {file.name}
            </a>{' '}
            <span className={desk.dim}>
              {Math.ceil(file.bytes / 1024)} KB · {file.uploadedBy} · {momentText(file.uploadedAt, Date.now())} · SHA-256{' '}
              {file.sha256.slice(0, 12)}…
            </span>
          </li>
        ))}
      </ul>
      {problem && (
        <p role="alert" className={desk.wrong}>
          {problem}
        </p>
      )}
      <label className={`${controls.field} ${styles.noPrint}`} style={{ marginTop: 12 }}>
        {t.addFile}
        <input type="file" multiple onChange={(event) => void add(event)} />
      </label>
      <p className={`${desk.dim} ${styles.noPrint}`}>{t.fileKinds}</p>
    </section>
  )
}
