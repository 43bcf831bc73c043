import { useCallback, useState } from 'react'
import { DeviceKind } from '#contracts/device.ts'
import type { Session } from '#contracts/session.ts'
import type { Unregistered } from '#contracts/unregistered.ts'
import { dismissUnregistered, readBridges, readUnregistered, recallUnregistered } from '../../api/admin.ts'
import { colon, useText } from '../../i18n/text.ts'
import { holds } from '../../live/rights.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { ageText, momentText } from '../../ui/time.ts'
import { AdoptForm } from './AdoptForm.tsx'
import { CatalogueForm } from './CatalogueForm.tsx'
import { useCatalogueText } from './catalogue-text.ts'
import { KeptMessages } from './KeptMessages.tsx'
import { usePlaces } from './places.ts'
import { wordsOf } from './problem-words.ts'
import { useAdminText } from './text.ts'
import { useReading } from './use-reading.ts'

const EVERY_MS = 5_000
const BRIDGES_EVERY_MS = 15_000
const PAGE = 50
const MOST = 1000

function Facts({ stranger }: { stranger: Unregistered }) {
  const s = useAdminText().inbox
  const now = Date.now()
  return (
    <dl className={styles.facts}>
      <dt>{s.columns.source}</dt>
      <dd className={styles.mono}>
        {stranger.source} · {stranger.dialect}
      </dd>
      {stranger.bridgeId && stranger.bridgeId !== stranger.externalId && (
        <>
          <dt>{s.bridge}</dt>
          <dd className={styles.mono}>{stranger.bridgeId}</dd>
        </>
      )}
      {stranger.schoolId && (
        <>
          <dt>{s.school}</dt>
          <dd className={styles.mono}>{stranger.schoolId}</dd>
        </>
      )}
      <dt>{s.columns.heard}</dt>
      <dd>{s.count(stranger.count, stranger.kept)}</dd>
      <dt>{s.first}</dt>
      <dd>{momentText(stranger.firstAt, now)}</dd>
      <dt>{s.last}</dt>
      <dd>{momentText(stranger.lastAt, now)}</dd>
    </dl>
  )
}

interface LineProps {
  stranger: Unregistered
  chosen: boolean
  picked: boolean
  onChoose: () => void
  onPick: (picked: boolean) => void
}

function StrangerLine({ stranger, chosen, picked, onChoose, onPick }: LineProps) {
  const t = useText()
  const s = useAdminText().inbox
  return (
    <tr aria-selected={chosen}>
      <td>
        <input
          type="checkbox"
          aria-label={`${s.columns.pick} ${stranger.externalId}`}
          checked={picked}
          onChange={(event) => onPick(event.target.checked)}
          style={{ width: 20, height: 20 }}
        />
      </td>
      <td>
        <button type="button" className={`${styles.open} ${stranger.name ? '' : styles.mono}`} onClick={onChoose}>
          {stranger.name ?? (stranger.point || stranger.externalId)}
        </button>
        <div>
          {stranger.suspect && <span className={styles.warn}>{s.suspect}</span>}
          {stranger.draft && <span className={styles.note}>{s.draft}</span>}
          {(stranger.name || stranger.point) && (
            <span className={`${styles.dim} ${styles.mono}`}>
              {stranger.externalId}
              {stranger.point && stranger.name && ` · ${stranger.point}`}
            </span>
          )}
        </div>
      </td>
      <td className={`${styles.mono} ${styles.hide}`}>{stranger.source}</td>
      <td>{stranger.kind ? t.deviceKind[stranger.kind] : <span className={styles.dim}>{s.unknownKind}</span>}</td>
      <td className={`${styles.number} ${styles.hide}`}>{stranger.count}</td>
      <td className={styles.number}>{ageText(Date.now() - Date.parse(stranger.lastAt), t.time)}</td>
    </tr>
  )
}

/** 待登记: who speaks and is not registered; one step puts a device into the register, with what it said meanwhile. */
export function InboxPage({ session }: { session: Session }) {
  const t = useAdminText()
  const words = useText()
  const s = t.inbox
  const lists = useCatalogueText()
  const [state, setState] = useState<'open' | 'dismissed'>('open')
  const [kind, setKind] = useState('')
  const [bridge, setBridge] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const [chosen, setChosen] = useState<string | null>(null)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [said, setSaid] = useState<string[]>([])
  const [listing, setListing] = useState(false)
  const filter = `state=${state}${kind ? `&kind=${kind}` : ''}${bridge ? `&bridge=${encodeURIComponent(bridge)}` : ''}`
  const read = useCallback(() => readUnregistered(`${filter}&limit=${limit}`), [filter, limit])
  const { value: reporting, again: bridgesAgain } = useReading(readBridges, BRIDGES_EVERY_MS)
  const bridges = reporting?.items ?? []
  const { value, failed, again } = useReading(read, EVERY_MS)
  const ready = usePlaces(({ schools }) => schools.length > 0)
  const items = value?.items ?? []
  const many = items.filter(({ id }) => picked.has(id))
  const one = items.find(({ id }) => id === chosen)
  const strangers = many.length > 1 ? many : one ? [one] : many
  const mayAdopt = holds(session, 'unregistered:adopt')

  const done = (lines: string[]) => {
    setSaid(lines)
    setPicked(new Set())
    if (mayAdopt) setChosen(null)
    void again()
  }
  const aside = async (stranger: Unregistered) => {
    try {
      await (state === 'open' ? dismissUnregistered(stranger.id) : recallUnregistered(stranger.id))
      done([])
      setChosen(null)
    } catch (error) {
      setSaid([wordsOf(error, t)])
    }
  }

  return (
    <>
      <p className={styles.intro}>{s.what}</p>
      <div className={styles.columns}>
        <div>
          <div className={styles.bar}>
            <select aria-label={s.open} value={state} onChange={(event) => setState(event.target.value as 'open' | 'dismissed')}>
              <option value="open">{s.open}</option>
              <option value="dismissed">{s.dismissed}</option>
            </select>
            <select aria-label={s.filterKind} value={kind} onChange={(event) => setKind(event.target.value)}>
              <option value="">
                {s.filterKind}
                {colon()}
                {s.all}
              </option>
              {DeviceKind.options.map((option) => (
                <option key={option} value={option}>
                  {words.deviceKind[option]}
                </option>
              ))}
            </select>
            <select
              aria-label={s.filterBridge}
              value={bridge}
              onChange={(event) => {
                setBridge(event.target.value)
                setPicked(new Set())
                setLimit(event.target.value === '' ? PAGE : MOST)
              }}
            >
              <option value="">
                {s.filterBridge}
                {colon()}
                {s.all}
              </option>
              {bridges.map(({ source, bridgeId, devices }) => (
                <option key={`${source} ${bridgeId}`} value={bridgeId}>
                  {s.bridgeCount(`${source} · ${bridgeId}`, devices)}
                </option>
              ))}
            </select>
            {holds(session, 'unregistered:draft') && (
              <button type="button" className={controls.button} aria-expanded={listing} onClick={() => setListing(!listing)}>
                {listing ? t.close : lists.open}
              </button>
            )}
            <span className={styles.grow} />
            <ExportButton list="unregistered" query={filter} />
            {failed && <span role="alert">{t.retry}</span>}
          </div>
          <div className={styles.scroll}>
            {value && items.length === 0 ? (
              <div className={styles.empty}>
                <p>{s.empty}</p>
                <p>{s.emptyWhy}</p>
              </div>
            ) : (
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">
                      <input
                        type="checkbox"
                        aria-label={s.pickAll}
                        checked={items.length > 0 && items.every(({ id }) => picked.has(id))}
                        onChange={(event) => setPicked(new Set(event.target.checked ? items.map(({ id }) => id) : []))}
                        style={{ width: 20, height: 20 }}
                      />
                    </th>
                    <th scope="col">{s.columns.device}</th>
                    <th scope="col" className={styles.hide}>
                      {s.columns.source}
                    </th>
                    <th scope="col">{s.columns.kind}</th>
                    <th scope="col" className={`${styles.number} ${styles.hide}`}>
                      {s.columns.heard}
                    </th>
                    <th scope="col" className={styles.number}>
                      {s.columns.last}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((stranger) => (
                    <StrangerLine
                      key={stranger.id}
                      stranger={stranger}
                      chosen={stranger.id === chosen}
                      picked={picked.has(stranger.id)}
                      onChoose={() => {
                        setChosen(stranger.id)
                        setPicked(new Set())
                        setSaid([])
                      }}
                      onPick={(on) => setPicked(new Set(on ? [...picked, stranger.id] : [...picked].filter((id) => id !== stranger.id)))}
                    />
                  ))}
                </tbody>
              </table>
            )}
          </div>
          {!value && <p className={styles.empty}>{t.loading}</p>}
          {value?.nextCursor && limit < MOST && (
            <div className={styles.buttons}>
              <button type="button" className={controls.button} onClick={() => setLimit(Math.min(MOST, limit * 4))}>
                {s.more}
              </button>
            </div>
          )}
        </div>
        <div>
          {said.length > 0 && (
            <section className={styles.panel} role="status">
              {said.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </section>
          )}
          {listing && (
            <CatalogueForm
              onTaken={({ listed, waiting, bridgeId }) => {
                setListing(false)
                setSaid([lists.done(listed, waiting)])
                setState('open')
                setKind('')
                setBridge(waiting > 0 ? bridgeId : '')
                setLimit(MOST)
                void bridgesAgain()
              }}
            />
          )}
          {!listing && strangers.length === 0 && said.length === 0 && <p className={`${styles.panel} ${styles.dim}`}>{s.pickOne}</p>}
          {!listing && strangers.length > 0 && (
            <section className={styles.panel} aria-label={s.adopt}>
              <h2>
                {strangers.length > 1
                  ? s.many(strangers.length)
                  : (strangers[0]?.name ?? (strangers[0]?.point || strangers[0]?.externalId))}
              </h2>
              {strangers.length === 1 && strangers[0] && (
                <>
                  <Facts stranger={strangers[0]} />
                  <KeptMessages key={strangers[0].id} stranger={strangers[0]} />
                </>
              )}
              {state === 'open' && ready && (
                <AdoptForm key={strangers.map(({ id }) => id).join()} strangers={strangers} mayAdopt={mayAdopt} onDone={done} />
              )}
              {mayAdopt && strangers.length === 1 && strangers[0] && (
                <div className={styles.buttons}>
                  <button type="button" className={controls.quiet} onClick={() => strangers[0] && void aside(strangers[0])}>
                    {state === 'open' ? s.dismiss : s.recall}
                  </button>
                </div>
              )}
            </section>
          )}
        </div>
      </div>
    </>
  )
}
