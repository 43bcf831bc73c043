import { type FormEvent, useState } from 'react'
import type { CatalogueTaken } from '#contracts/unregistered.ts'
import { takeCatalogue } from '../../api/admin.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { useCatalogueText } from './catalogue-text.ts'
import { usePlaces } from './places.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'

const KINDS = ['onvif', 'gb28181'] as const
const MOST_CHARACTERS = 1_000_000

/** Cameras from what a recorder or platform answers about itself; people add place and kind. */
export function CatalogueForm({ onTaken }: { onTaken: (taken: CatalogueTaken) => void }) {
  const t = useAdminText()
  const s = useCatalogueText()
  const { schools } = usePlaces()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('onvif')
  const [school, setSchool] = useState('')
  const [recorder, setRecorder] = useState('')
  const [document, setDocument] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const schoolId = schools.find(({ id, name }) => id === school || name === school)?.id
  const prefix = `edge/${schoolId ?? '…'}/${kind}/${recorder.trim() || '…'}`

  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > MOST_CHARACTERS) return setProblem(s.tooLarge)
    setProblem('')
    setDocument(await file.text())
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (schoolId === undefined) return setProblem(s.needSchool)
    setBusy(true)
    setProblem('')
    try {
      onTaken(await takeCatalogue(prefix, document))
    } catch (error) {
      setProblem(wordsOf(error, t))
    }
    setBusy(false)
  }

  return (
    <section className={styles.panel} aria-label={s.title}>
      <h2>{s.title}</h2>
      <p className={styles.dim}>{s.what}</p>
      <form className={styles.form} style={{ marginTop: 12 }} onSubmit={(event) => void submit(event)}>
        <label className={controls.field}>
          {s.kind}
          <select value={kind} onChange={(event) => setKind(event.target.value as (typeof KINDS)[number])}>
            {KINDS.map((name) => (
              <option key={name} value={name}>
                {s.kinds[name]}
              </option>
            ))}
          </select>
        </label>
        <label className={controls.field}>
          {s.school}
          <input
            list="schools-of-lists"
            value={school}
            required
            placeholder={s.schoolHint}
            onChange={(event) => setSchool(event.target.value)}
          />
          <datalist id="schools-of-lists">
            {schools.map(({ id, name }) => (
              <option key={id} value={name}>
                {id}
              </option>
            ))}
          </datalist>
        </label>
        <label className={`${controls.field} ${styles.wide}`}>
          {s.recorder[kind]}
          <input
            className={styles.mono}
            value={recorder}
            required
            maxLength={100}
            spellCheck={false}
            onChange={(event) => setRecorder(event.target.value)}
          />
        </label>
        <p className={`${styles.dim} ${styles.wide}`}>
          {s.prefix} <span className={styles.mono}>{prefix}</span>
        </p>
        <label className={`${controls.field} ${styles.wide}`}>
          {s.document}
          <textarea
            className={`${styles.mono} ${styles.area}`}
            value={document}
            rows={8}
            required
            maxLength={MOST_CHARACTERS}
            spellCheck={false}
            onChange={(event) => setDocument(event.target.value)}
          />
        </label>
        <label className={`${controls.field} ${styles.wide}`}>
          {s.file}
          <input type="file" accept=".xml,.txt,text/xml,application/xml" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
        {problem && (
          <p role="alert" className={`${styles.wrong} ${styles.wide}`}>
            {problem}
          </p>
        )}
        <div className={`${styles.buttons} ${styles.wide}`} style={{ marginTop: 0 }}>
          <button type="submit" className={styles.primary} disabled={busy}>
            {busy ? s.busy : s.submit}
          </button>
        </div>
      </form>
    </section>
  )
}
