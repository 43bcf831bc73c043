import { Link, useParams } from 'react-router'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { readRecord } from '../../api/evidence-record.ts'
import { useServer } from '../../api/use-server.ts'
import { useLanguage } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { PrintButton } from '../../ui/PrintButton.tsx'
import styles from './Bureau.module.css'
import { useFileText } from './file-text.ts'
import { Notice } from './Notice.tsx'
import { useFieldText } from './RecordTable.tsx'
import { useFilter, useKeptPlace, usePeriodLink } from './use-filter.ts'

/** Back to the evidence of the measure that one came from, and to the school's file. */
export function EvidenceCrumb({ schoolId }: { schoolId: string }) {
  const t = useFileText()
  const link = usePeriodLink()
  const measure = useFilter().get('measure')
  return (
    <p className={styles.crumb} data-print="no">
      {measure !== '' && (
        <>
          <Link className={styles.link} to={link(`measures/${measure}/schools/${schoolId}`)}>
            ← {t.evidence}
          </Link>
          {' · '}
        </>
      )}
      <Link className={styles.link} to={link(`schools/${schoolId}`)}>
        {measure === '' && '← '}
        {t.file}
      </Link>
    </p>
  )
}

/** A row of evidence itself: every field, and how it came in. */
export function RecordPage() {
  const t = useFileText()
  const english = useLanguage((state) => state.language === 'en')
  const link = usePeriodLink()
  const fieldText = useFieldText()
  const { schoolId = '', kind = '', recordId = '' } = useParams()
  const served = useServer(`record ${kind} ${recordId}`, () => readRecord(kind, recordId))
  useKeptPlace(served.value !== null)
  const record = served.value
  return (
    <>
      <EvidenceCrumb schoolId={schoolId} />
      {served.problem?.status === 404 ? <p className={desk.empty}>{t.gone}</p> : <Notice served={served} />}
      {record && (
        <>
          <header className={styles.head}>
            <h2>
              {record.schoolName} · {english ? record.kindName.en : record.kindName.zh}
            </h2>
            <PrintButton />
          </header>
          <dl className={desk.facts}>
            <dt>{t.number}</dt>
            <dd className={desk.mono}>{record.id}</dd>
            {record.fields.map((field) => [
              <dt key={`${field.key} name`}>{english ? field.name.en : field.name.zh}</dt>,
              <dd key={field.key}>
                {field.key === 'deviceId' && field.value ? (
                  <Link className={styles.link} to={link(`schools/${record.schoolId}/devices/${encodeURIComponent(String(field.value))}`)}>
                    {fieldText(field)}
                  </Link>
                ) : (
                  fieldText(field)
                )}
              </dd>,
            ])}
          </dl>
          <h3 style={{ margin: '16px 0 8px' }}>{t.entries}</h3>
          {record.entries.length === 0 ? (
            <p className={desk.dim}>{t.noEntries}</p>
          ) : (
            <ul>
              {record.entries.map(({ importId, fileName, row, op, by, at, state }) => (
                <li key={importId}>
                  {shanghaiMoment(at)} · {t.op[op]} · {t.entry(fileName, row, by)}
                  {state === 'undone' && t.undone}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  )
}
