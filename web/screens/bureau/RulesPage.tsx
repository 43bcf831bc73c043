import { Link, Route, Routes, useParams } from 'react-router'
import type { MeasureVersion } from '#contracts/measure.ts'
import { readFigures, readMeasure } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { useNoteLanguage } from './MeasurePage.tsx'
import { Notice } from './Notice.tsx'
import { minuteText, PageHead } from './PageHead.tsx'
import { useBureauText } from './text.ts'
import { useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** 规则: by which version of which rule each figure is judged. */
export function RulePages() {
  return (
    <Routes>
      <Route index element={<RulesPage />} />
      <Route path=":measureId" element={<VersionsPage />} />
    </Routes>
  )
}

function RulesPage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { period, periods, served } = usePeriod()
  const figures = useServer(period && `figures ${period.id}`, () => readFigures(period?.id ?? ''))
  useKeptPlace(figures.value !== null)
  return (
    <>
      <PageHead title={t.rules.title} period={period} periods={periods} />
      <p className={desk.intro}>{t.rules.intro}</p>
      <Notice served={served.failed ? served : figures} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              {[t.overview.measure, t.rules.version, t.rules.text, t.rules.source, t.rows.evidence].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(figures.value?.items ?? []).map(({ measure }) => (
              <tr key={measure.id}>
                <td className={styles.minw}>
                  <Link className={styles.link} to={link(`rules/${measure.id}`)}>
                    {measure.name[language]}
                  </Link>
                </td>
                <td>{t.rows.version(measure.rule.version, measure.rule.validFrom)}</td>
                <td>{measure.rule.text}</td>
                <td>{t.rows.source(measure.rule.source, measure.rule.clause)}</td>
                <td>{measure.evidence[language]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function VersionsPage() {
  const t = useBureauText()
  const language = useNoteLanguage()
  const link = usePeriodLink()
  const { measureId = '' } = useParams()
  const { period, periods } = usePeriod()
  const measure = useServer(period && `measure ${measureId} ${period.id}`, () => readMeasure(measureId, period?.id ?? ''))
  const versions = [...(measure.value?.versions ?? [])].reverse()
  return (
    <>
      <p className={styles.crumb} data-print="no">
        <Link className={styles.link} to={link('rules')}>
          ← {t.rules.title}
        </Link>
      </p>
      <PageHead title={measure.value?.name[language] ?? t.rules.title} period={period} periods={periods} />
      <Notice served={measure} />
      <div className={styles.sections}>
        {versions.map((version) => (
          <Version key={version.version} version={version} />
        ))}
      </div>
    </>
  )
}

/** One version: the rule in words, its figures, who proposed and who approved it. */
function Version({ version }: { version: MeasureVersion }) {
  const t = useBureauText()
  return (
    <section className={desk.panel} style={{ marginTop: 0 }} aria-label={t.rows.version(version.version, version.validFrom)}>
      <h3 style={{ marginTop: 0 }}>
        {t.rows.version(version.version, version.validFrom)} · {t.rules.state[version.state]}
      </h3>
      <p>{version.text}</p>
      <dl className={desk.facts}>
        <dt>{t.rules.source}</dt>
        <dd>{t.rows.source(version.source, version.clause)}</dd>
        <dt>{t.rules.reason}</dt>
        <dd>{version.reason}</dd>
        <dt>{t.rules.proposed}</dt>
        <dd>
          {version.proposedBy}，{minuteText(version.proposedAt)}
        </dd>
        {version.approvedBy && version.approvedAt && (
          <>
            <dt>{t.rules.approved}</dt>
            <dd>
              {version.approvedBy}，{minuteText(version.approvedAt)}
            </dd>
          </>
        )}
        {Object.entries(version.thresholds).map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={desk.mono}>{name}</dt>
            <dd className={desk.mono}>{JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
