import { type ChangeEvent, useCallback, useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import type { HazardDetail as Detail, HazardLogEntry } from '#contracts/hazard.ts'
import { sendFiles } from '../../api/file.ts'
import { readDepartments, readHazard } from '../../api/hazard.ts'
import { comma } from '../../i18n/text.ts'
import { PointLayer } from '../../map/PointLayer.tsx'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import { SentNotices } from '../notices/SentNotices.tsx'
import { refusalWords } from '../tasks/act-words.ts'
import { useTaskText } from '../tasks/text.ts'
import { GroundMap } from './GroundMap.tsx'
import styles from './Hazard.module.css'
import { HazardActs } from './HazardActs.tsx'
import { responsible } from './HazardList.tsx'
import { LinkPanel } from './LinkPanel.tsx'
import { OrderPanel } from './OrderPanel.tsx'
import { PHOTOS_MISSING } from './photos-missing.ts'
import { RiskMark } from './RiskMark.tsx'
import { type HazardText, useHazardText } from './text.ts'

interface Props {
  base: string
  mayLink: boolean
  /** issues supervision orders */
  mayOrder: boolean
  /** oversees who was told */
  oversees: boolean
}

/** One hazard: what, where, whose, until when, what may be done now, and all that was done. */
export function HazardDetail({ base, mayLink, mayOrder, oversees }: Props) {
  const t = useHazardText()
  const { id = '' } = useParams()
  const read = useCallback(() => readHazard(id), [id])
  const { value: hazard, failed, again } = useReading(read, 20_000)
  const departments = useReading(readDepartments, 0).value?.items ?? []
  const nameOf = (given: unknown) => departments.find(({ id: known }) => known === given)?.name ?? ''
  if (!hazard) return failed ? <p role="alert">{t.gone}</p> : null
  const reread = () => void again()
  return (
    <article aria-label={`${hazard.number} ${hazard.title}`}>
      <div className={`${desk.bar} ${styles.noPrint}`}>
        <Link className={styles.link} to={base}>
          ← {t.back}
        </Link>
        <span className={desk.grow} />
        <button type="button" className={controls.button} onClick={() => window.print()}>
          {t.print}
        </button>
      </div>
      <div className={styles.columns}>
        <div>
          <section className={desk.panel}>
            <h2>
              {hazard.number} · {hazard.schoolName} · {hazard.title}
            </h2>
            <p>
              <RiskMark risk={hazard.risk} />{' '}
              <span className={desk.note} role="status">
                {t.states[hazard.state]}
              </span>
              {(hazard.overdueDays ?? 0) > 0 && <span className={desk.warn}>{t.late(hazard.overdueDays ?? 0)}</span>}
              {hazard.recurrences > 0 && <span className={desk.tag}>{t.again(hazard.recurrences)}</span>}
              {hazard.synthetic && <span className={desk.tag}>{t.synthetic}</span>}
            </p>
            {hazard.detail && <p>{hazard.detail}</p>}
            <Facts hazard={hazard} t={t} />
          </section>
          {hazard.can.length > 0 && (
            <div className={styles.noPrint}>
              <HazardActs hazard={hazard} onDone={reread} />
            </div>
          )}
          <Photos hazard={hazard} t={t} onSent={reread} />
          {mayOrder && <OrderPanel hazard={hazard} onIssued={reread} />}
          {oversees && <SentNotices ownerKind="hazard" ownerId={id} />}
          {mayLink && hazard.state !== 'struckOff' && <LinkPanel hazardId={hazard.id} />}
        </div>
        <div>
          {hazard.position && (
            <div className={styles.noPrint}>
              <GroundMap className={styles.place} seesSchools={false} near={hazard.position}>
                {(map) => <PointLayer map={map} points={[pointOf(hazard, t)]} onOpen={reread} />}
              </GroundMap>
            </div>
          )}
          <section className={desk.panel} aria-label={t.history}>
            <h2>{t.history}</h2>
            <ol className={styles.log}>
              {hazard.log.map((entry) => (
                <li key={`${entry.at}${entry.kind}`}>
                  <b>{t.log[entry.kind] ?? (t.commands as Record<string, string>)[entry.kind] ?? entry.kind}</b>{' '}
                  {dataWords(entry, t, nameOf)}
                  <div className={desk.dim}>
                    {momentText(entry.at, Date.now())} {entry.by}
                  </div>
                  {entry.note && <div>{entry.note}</div>}
                </li>
              ))}
            </ol>
          </section>
        </div>
      </div>
    </article>
  )
}

const pointOf = ({ id, position, risk, title }: Detail, t: HazardText) => ({
  id,
  position: position ?? ([0, 0] as [number, number]),
  mark: t.risks[risk].slice(0, 1),
  tone: '--p1',
  label: title,
})

/** What an entry says beside its kind. @param nameOf the name of a department, '' while it is not known */
function dataWords({ kind, data }: HazardLogEntry, t: HazardText, nameOf: (id: unknown) => string): string {
  if (kind === 'reminded') return t.reminded(Number(data.days))
  if (kind === 'assign')
    return [data.leadDept ? nameOf(data.leadDept) : t.schoolItself, data.person, data.dueOn].filter(Boolean).join(' · ')
  if (kind === 'return' && data.whose) return `${t.form.whose} ${nameOf(data.whose)}`
  if (kind === 'orderIssued') return nameOf(data.department)
  return kind === 'askExtension' || kind === 'grantExtension' ? `→ ${String(data.to ?? '')}` : ''
}

function Facts({ hazard, t }: { hazard: Detail; t: HazardText }) {
  const now = Date.now()
  const when = (at: string | null) => (at === null ? null : momentText(at, now))
  const rows: [string, string | null][] = [
    [t.facts.place, `${t.places[hazard.place]} · ${t.kinds[hazard.kind]}`],
    [t.facts.lead, responsible(hazard, t)],
    [t.facts.co, hazard.coDepts.map(({ name }) => name).join(comma()) || null],
    [t.facts.person, hazard.person],
    [t.facts.due, hazard.dueOn],
    [t.facts.extension, hazard.extension?.to ?? null],
    [t.facts.found, `${momentText(hazard.foundAt, now)} ${hazard.foundBy}`],
    [t.facts.listed, when(hazard.listedAt)],
    [t.facts.fixed, when(hazard.fixedAt)],
    [t.facts.struckOff, when(hazard.struckOffAt)],
  ]
  return (
    <dl className={desk.facts}>
      {rows.map(
        ([name, value]) =>
          value !== null && (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

function Photos({ hazard, t, onSent }: { hazard: Detail; t: HazardText; onSent: () => void }) {
  const words = useTaskText()
  const navigate = useNavigate()
  const isMissing = useLocation().state === PHOTOS_MISSING
  const [problem, setProblem] = useState('')
  const add = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target
    setProblem('')
    try {
      await sendFiles('hazard', hazard.id, [...(input.files ?? [])])
      if (isMissing) void navigate('.', { replace: true, state: null })
    } catch (error) {
      setProblem(refusalWords(error, words))
    }
    input.value = ''
    onSent()
  }
  return (
    <section className={desk.panel} aria-label={t.photos}>
      <h2>{t.photos}</h2>
      {isMissing && (
        <p role="alert" className={desk.wrong}>
          {t.photosMissing}
        </p>
      )}
      {hazard.files.length === 0 && <p className={desk.dim}>{t.noPhotos}</p>}
      <div className={styles.photos}>
        {hazard.files.map(({ id, name, mediaType, uploadedAt }) => (
          <a key={id} className={styles.link} href={`/api/v1/files/${id}`} download={name}>
            {mediaType.startsWith('image/') ? <img src={`/api/v1/files/${id}`} alt={name} /> : name}
            <span className={desk.dim}>{momentText(uploadedAt, Date.now())}</span>
          </a>
        ))}
      </div>
      {hazard.can.includes('note') && (
        <label className={`${controls.field} ${styles.noPrint}`}>
          {t.addPhoto}
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
