import { Link, Route, Routes } from 'react-router'
import { readFigures } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { TableHead } from '../../ui/TableHead.tsx'
import styles from './Bureau.module.css'
import { Exemptions } from './Exemptions.tsx'
import { Notice } from './Notice.tsx'
import { useNoteLanguage } from './note-language.ts'
import { PageHead } from './PageHead.tsx'
import { RuleVersions } from './RuleVersions.tsx'
import { useBureauText } from './text.ts'
import { queryOf, useKeptPlace, usePeriod, usePeriodLink } from './use-filter.ts'

/** 规则: by which version of which rule each figure is judged. */
export function RulePages() {
  return (
    <Routes>
      <Route index element={<RulesPage />} />
      <Route path=":measureId" element={<RuleVersions />} />
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
      <PageHead title={t.rules.title} period={period} periods={periods}>
        {period && <ExportButton list="measure-rules" query={queryOf({ period: period.id })} />}
      </PageHead>
      <p className={desk.intro}>{t.rules.intro}</p>
      <Notice served={served.failed ? served : figures} />
      <div className={desk.scroll}>
        <table className={desk.table}>
          <TableHead words={[t.overview.measure, t.rules.version, t.rules.text, t.rules.source, t.rows.evidence]} />
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
      <Exemptions names={new Map((figures.value?.items ?? []).map(({ measure }) => [measure.id, measure.name[language]]))} />
    </>
  )
}
