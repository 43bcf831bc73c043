import { useState } from 'react'
import type { Session } from '#contracts/session.ts'
import type { SourceTraffic, SourceView } from '#contracts/source.ts'
import { readSources } from '../../api/admin.ts'
import { useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ageText } from '../../ui/time.ts'
import { SourceForm } from './SourceForm.tsx'
import { TestBench } from './TestBench.tsx'
import { useAdminText } from './text.ts'
import { useReading } from './use-reading.ts'

const EVERY_MS = 10_000
const FILTERS_SHOWN = 3

/** Of a source whose dead letters are more than this, somebody should look. */
const MANY_DEAD = 0.05

function TrafficCells({ traffic }: { traffic: SourceTraffic }) {
  const t = useAdminText()
  const { time } = useText()
  const { perMinute, messages, deadLetters, lastAt } = traffic
  const share = messages === 0 ? 0 : deadLetters / messages
  return (
    <>
      <td className={styles.number}>{perMinute}</td>
      <td className={styles.number}>{lastAt ? ageText(Date.now() - Date.parse(lastAt), time) : t.never}</td>
      <td className={`${styles.number} ${styles.hide}`}>{messages}</td>
      <td className={styles.number}>
        {messages === 0 ? (
          '—'
        ) : (
          <span className={share > MANY_DEAD ? styles.warn : ''}>{`${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`}</span>
        )}
      </td>
    </>
  )
}

function SourceLine({ view, chosen, onChoose }: { view: SourceView; chosen: boolean; onChoose: () => void }) {
  const t = useAdminText().source
  const settings = view.settings ?? view.draft?.settings
  return (
    <tr aria-selected={chosen}>
      <td>
        <button type="button" className={styles.open} onClick={onChoose}>
          {view.id}
        </button>
        <div>
          {settings?.off ? (
            <span className={styles.warn}>{t.state.off}</span>
          ) : (
            <span className={styles.tag}>{view.changed ? (view.builtIn ? t.state.changed : t.state.own) : t.state.builtIn}</span>
          )}
          {view.draft && <span className={styles.note}>{t.state.draft}</span>}
        </div>
      </td>
      <td className={styles.hide}>{settings?.dialect}</td>
      <td className={`${styles.mono} ${styles.hide}`}>
        {settings?.filters.slice(0, FILTERS_SHOWN).map((filter) => (
          <div key={filter}>{filter}</div>
        ))}
        {settings && settings.filters.length > FILTERS_SHOWN && (
          <div className={styles.dim}>{t.moreFilters(settings.filters.length - FILTERS_SHOWN)}</div>
        )}
      </td>
      <TrafficCells traffic={view.traffic} />
    </tr>
  )
}

/** 来源: what is heard, how much of it could not be read, and changing how it is read. Those that speak stand first, the built-in ones that never did on demand. */
export function SourcePage({ session }: { session: Session }) {
  const t = useAdminText()
  const s = t.source
  const { value, failed, again } = useReading(readSources, EVERY_MS)
  const [chosen, setChosen] = useState<string | null>(null)
  const [adding, setAdding] = useState(false)
  const [said, setSaid] = useState('')
  const [showsSilent, setShowsSilent] = useState(false)
  const items = [...(value?.items ?? [])].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))
  const silent = items.filter((item) => rank(item) === 0).length
  const view = items.find(({ id }) => id === chosen) ?? null
  const done = (words: string) => {
    setSaid(words)
    setAdding(false)
    void again()
  }
  return (
    <>
      <p className={styles.intro}>{s.what}</p>
      <div className={styles.columns}>
        <div>
          <div className={styles.bar}>
            <button
              type="button"
              className={controls.button}
              onClick={() => {
                setAdding(true)
                setChosen(null)
                setSaid('')
              }}
            >
              ＋ {s.add}
            </button>
            <span className={styles.grow} />
            <ExportButton list="sources" query="" />
            {failed && <span role="alert">{t.retry}</span>}
          </div>
          <div className={styles.scroll}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">{s.name}</th>
                  <th scope="col" className={styles.hide}>
                    {s.dialect}
                  </th>
                  <th scope="col" className={styles.hide}>
                    {s.filters}
                  </th>
                  <th scope="col" className={styles.number}>
                    {s.rate}
                  </th>
                  <th scope="col" className={styles.number}>
                    {s.last}
                  </th>
                  <th scope="col" className={`${styles.number} ${styles.hide}`}>
                    {s.day}
                  </th>
                  <th scope="col" className={styles.number}>
                    {s.dead}
                  </th>
                </tr>
              </thead>
              <tbody>
                {value && value.unmatched.messages > 0 && (
                  <tr>
                    <td>{s.none}</td>
                    <td className={styles.hide} />
                    <td className={`${styles.dim} ${styles.hide}`}>{s.noneWhy}</td>
                    <TrafficCells traffic={value.unmatched} />
                  </tr>
                )}
                {(showsSilent ? items : items.filter((item) => rank(item) > 0 || item.id === chosen)).map((item) => (
                  <SourceLine
                    key={item.id}
                    view={item}
                    chosen={item.id === chosen}
                    onChoose={() => {
                      setChosen(item.id)
                      setAdding(false)
                      setSaid('')
                    }}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {!value && <p className={styles.empty}>{t.loading}</p>}
          {silent > 0 && (
            <p className={styles.bar}>
              <button type="button" className={controls.quiet} aria-expanded={showsSilent} onClick={() => setShowsSilent(!showsSilent)}>
                {showsSilent ? s.hideSilent : s.showSilent(silent)}
              </button>
            </p>
          )}
        </div>
        <div>
          {(view || adding || said) && (
            <section className={styles.panel}>
              {said && (
                <p role="status" className={styles.said}>
                  {said}
                </p>
              )}
              {(view || adding) && (
                <>
                  <h2>{view?.id ?? s.add}</h2>
                  <SourceForm
                    key={`${view?.id} ${view?.changed} ${view?.draft?.draftedAt}`}
                    view={adding ? null : view}
                    mayWrite={holds(session, 'source:write')}
                    onDone={done}
                  />
                </>
              )}
            </section>
          )}
          <TestBench key={view?.id} start={startOf(view)} />
        </div>
      </div>
    </>
  )
}

const rank = ({ draft, traffic, changed }: SourceView): number =>
  draft ? 4 : traffic.lastAt !== null ? 2 + Math.min(1, traffic.perMinute / 1e6) : changed ? 1 : 0

/** Where a message of that source would come: what its first filter says before a wildcard. */
const startOf = (view: SourceView | null): string => view?.settings?.filters[0]?.replace(/[+#].*$/, '') ?? ''
