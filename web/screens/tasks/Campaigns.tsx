import { useCallback, useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { Campaign, NewFinding } from '#contracts/campaign.ts'
import type { Department } from '#contracts/department.ts'
import { closeCampaign, noteFinding, openCampaign, readCampaigns } from '../../api/campaign.ts'
import { comma } from '../../i18n/text.ts'
import { loadSchools, useRegister } from '../../live/register.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { TableHead } from '../../ui/TableHead.tsx'
import { useReading } from '../admin/use-reading.ts'
import { useHazardText } from '../hazard/text.ts'
import { ActForm, typed } from './ActForm.tsx'
import { Area, DayLine, Line, Pick, Several } from './Choices.tsx'
import { useSupervisionText } from './supervision-text.ts'
import styles from './Tasks.module.css'
import { useYear, YearBar } from './YearBar.tsx'

interface Props {
  departments: readonly Department[]
  /** the desk's path, below which its hazards lie */
  home: string
  mayWrite: boolean
  /** the district's own clerk, who closes any; a township's closes its own */
  ofDistrict: boolean
}

/** 专项整治: which departments, when, what they found, and the hazards that it became. */
export function Campaigns({ departments, home, mayWrite, ofDistrict }: Props) {
  const t = useSupervisionText()
  const words = t.campaign
  const { year } = useYear()
  const read = useCallback(() => readCampaigns(year), [year])
  const { value, failed, again } = useReading(read, 30_000)
  const [asked, setAsked] = useState<'open' | { act: 'find' | 'close'; campaign: Campaign } | null>(null)
  const form = {
    onDone: () => {
      setAsked(null)
      void again()
    },
    onCancel: () => setAsked(null),
    onRefused: () => void again(),
  }
  return (
    <section aria-label={t.pages.campaigns}>
      <YearBar label={t.year} title={t.pages.campaigns} list="campaigns">
        {mayWrite && (
          <button type="button" className={desk.primary} onClick={() => setAsked('open')}>
            {words.add}
          </button>
        )}
      </YearBar>
      {asked === 'open' && (
        <ActForm
          title={words.add}
          send={(data) =>
            openCampaign({
              name: typed(data, 'name') ?? '',
              basis: typed(data, 'basis'),
              leadDept: typed(data, 'leadDept') ?? '',
              departments: data.getAll('departments').map(String),
              startsOn: typed(data, 'startsOn') ?? '',
              endsOn: typed(data, 'endsOn') ?? '',
            })
          }
          {...form}
        >
          <div className={desk.form}>
            <Line name="name" label={words.name} />
            <Line name="basis" label={words.basis} required={false} />
            <Pick name="leadDept" label={words.lead} choices={departments} ask={t.choose} />
            <span />
            <DayLine name="startsOn" label={words.starts} />
            <DayLine name="endsOn" label={words.ends} />
          </div>
          <Several name="departments" label={words.departments} choices={departments} />
        </ActForm>
      )}
      {failed && <p role="alert">{t.retry}</p>}
      {value?.items.length === 0 && <p className={`${desk.panel} ${desk.empty}`}>{words.none}</p>}
      {value?.items.map((campaign) => (
        <article key={campaign.id} className={desk.panel}>
          <h2>
            {campaign.name}{' '}
            {campaign.townships?.map(({ id, name }) => (
              <span key={id} className={desk.note}>
                {name}
              </span>
            ))}{' '}
            {campaign.synthetic && <span className={desk.tag}>{t.synthetic}</span>}
          </h2>
          <p>
            {campaign.startsOn} – {campaign.endsOn} · {campaign.closedOn ? words.closed(campaign.closedOn) : words.open} ·{' '}
            {words.findings(campaign.findings.length, campaign.findings.filter(({ hazardId }) => hazardId !== null).length)}
          </p>
          <p className={desk.dim}>
            {words.lead} {campaign.lead.name}
            {campaign.departments.length > 0 && ` · ${campaign.departments.map(({ name }) => name).join(comma())}`}
            {campaign.basis && ` · ${campaign.basis}`}
          </p>
          {campaign.summary && <p className={desk.said}>{campaign.summary}</p>}
          {campaign.findings.length > 0 && <Findings campaign={campaign} home={home} />}
          {campaign.closedOn === null && (
            <div className={`${desk.buttons} ${styles.noPrint}`}>
              <button type="button" className={controls.button} onClick={() => setAsked({ act: 'find', campaign })}>
                {words.find}
              </button>
              {mayWrite && (ofDistrict || campaign.townships !== null) && (
                <button type="button" className={controls.quiet} onClick={() => setAsked({ act: 'close', campaign })}>
                  {words.close}
                </button>
              )}
            </div>
          )}
          {asked !== null && asked !== 'open' && asked.campaign.id === campaign.id && asked.act === 'find' && (
            <ActForm title={words.find} send={(data) => noteFinding(campaign.id, findingOf(data))} {...form}>
              <FindingFields campaign={campaign} />
            </ActForm>
          )}
          {asked !== null && asked !== 'open' && asked.campaign.id === campaign.id && asked.act === 'close' && (
            <ActForm
              title={words.close}
              send={(data) => closeCampaign(campaign.id, campaign.version, typed(data, 'summary') ?? '')}
              {...form}
            >
              <Area name="summary" label={words.summary} />
            </ActForm>
          )}
        </article>
      ))}
    </section>
  )
}

function Findings({ campaign, home }: { campaign: Campaign; home: string }) {
  const t = useSupervisionText()
  const words = t.campaign
  return (
    <div className={desk.scroll} style={{ marginTop: 12 }}>
      <table className={desk.table}>
        <TableHead words={[words.foundOn, t.school, words.text, words.whose, words.hazard]} />
        <tbody>
          {campaign.findings.map((finding) => (
            <tr key={finding.id}>
              <td className={styles.nowrap}>{finding.foundOn}</td>
              <td>{finding.schoolName ?? '—'}</td>
              <td>{finding.text}</td>
              <td>{finding.departmentName}</td>
              <td className={styles.nowrap}>
                {finding.hazardState ? (
                  <Link className={styles.link} to={`${home}/hazards/${finding.hazardId}`}>
                    {words.states[finding.hazardState] ?? finding.hazardState}
                  </Link>
                ) : (
                  '—'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const asChoices = (words: Record<string, string>) => Object.entries(words).map(([id, name]) => ({ id, name }))

function FindingFields({ campaign }: { campaign: Campaign }) {
  const t = useSupervisionText()
  const words = t.campaign
  const { kinds } = useHazardText()
  const schools = useRegister((register) => register.schools)
  useEffect(loadSchools, [])
  return (
    <>
      <div className={desk.form}>
        <DayLine name="foundOn" label={words.foundOn} />
        <Pick name="schoolId" label={t.school} choices={[...schools.values()]} ask="—" required={false} />
        <Pick name="departmentId" label={words.whose} choices={[campaign.lead, ...campaign.departments]} ask={t.choose} />
        <span />
        <Pick name="place" label={`${words.asHazard} · ${words.place}`} choices={asChoices(words.places)} ask="—" required={false} />
        <Pick name="kind" label={words.kind} choices={asChoices(kinds)} ask="—" required={false} />
        <Pick name="risk" label={words.risk} choices={asChoices(words.risks)} ask="—" required={false} />
      </div>
      <Area name="text" label={words.text} />
    </>
  )
}

function findingOf(data: FormData): NewFinding {
  const [place, kind, risk] = ['place', 'kind', 'risk'].map((name) => typed(data, name))
  return {
    schoolId: typed(data, 'schoolId'),
    foundOn: typed(data, 'foundOn') ?? '',
    text: typed(data, 'text') ?? '',
    departmentId: typed(data, 'departmentId') ?? '',
    hazard: place ? ({ place, kind: kind ?? 'other', risk: risk ?? 'general' } as NewFinding['hazard']) : null,
  }
}
