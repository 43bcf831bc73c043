import { useMemo, useRef, useState } from 'react'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import { findSchools } from './find-schools.ts'
import styles from './SchoolSearch.module.css'

const SHOWN = 8

/** Finds a school by name, pinyin initials or code; choosing one flies the map there. */
export function SchoolSearch({ onSchool }: { onSchool: (schoolId: string) => void }) {
  const t = useText()
  const schools = useRegister((register) => register.schools)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const found = useMemo(() => findSchools(schools.values(), query, SHOWN), [schools, query])
  const open = query.trim() !== ''
  const type = (text: string) => {
    setQuery(text)
    setAt(0)
  }
  const choose = (id: string) => {
    type('')
    input.current?.blur()
    onSchool(id)
  }
  const onKey = (key: string): boolean => {
    const chosen = found[at]
    if (key === 'Escape') {
      type('')
      input.current?.blur()
    } else if (key === 'Enter' && chosen) choose(chosen.id)
    else if (key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else return false
    return true
  }
  return (
    <search className={styles.search}>
      <input
        ref={input}
        type="search"
        data-search
        role="combobox"
        aria-label={t.strip.search}
        aria-expanded={open}
        aria-controls="school-found"
        aria-autocomplete="list"
        aria-activedescendant={open && found[at] ? `school-${found[at].id}` : undefined}
        placeholder={`${t.strip.search}  /`}
        value={query}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          // While an input method composes, Enter and the arrows are its own.
          if (!event.nativeEvent.isComposing && onKey(event.key)) event.preventDefault()
        }}
      />
      {open && found.length > 0 && (
        <div className={styles.found} id="school-found" role="listbox" aria-label={t.strip.search}>
          {found.map(({ id, name }, i) => (
            <button
              key={id}
              id={`school-${id}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              onClick={() => choose(id)}
            >
              {name} <small>{id}</small>
            </button>
          ))}
        </div>
      )}
      {open && found.length === 0 && (
        <p className={styles.none} role="status">
          {t.strip.searchNone}
        </p>
      )}
    </search>
  )
}
