import { useRef, useState } from 'react'
import { useText } from '../../i18n/text.ts'
import { useRegister } from '../../live/register.ts'
import styles from './SchoolSearch.module.css'

/** Finds a school by name or code; choosing one flies the map there. */
export function SchoolSearch({ onSchool }: { onSchool: (schoolId: string) => void }) {
  const t = useText()
  const schools = useRegister((register) => register.schools)
  const [query, setQuery] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const wanted = query.trim().toLowerCase()
  const found = wanted ? [...schools.values()].filter(({ name, id }) => `${name} ${id}`.toLowerCase().includes(wanted)).slice(0, 8) : []
  const choose = (id: string) => {
    setQuery('')
    input.current?.blur()
    onSchool(id)
  }
  return (
    <search className={styles.search}>
      <input
        ref={input}
        type="search"
        data-search
        aria-label={t.strip.search}
        placeholder={`${t.strip.search}  /`}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setQuery('')
            input.current?.blur()
          }
          if (event.key === 'Enter' && found[0]) choose(found[0].id)
        }}
      />
      {wanted && (
        <ul className={styles.found}>
          {found.map(({ id, name }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(id)}>
                {name} <small>{id}</small>
              </button>
            </li>
          ))}
          {found.length === 0 && <li className={styles.none}>{t.strip.searchNone}</li>}
        </ul>
      )}
    </search>
  )
}
