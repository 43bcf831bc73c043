import { Link } from 'react-router'
import type { EvidenceRecord, RecordKind } from '#contracts/evidence-record.ts'
import { valueWords } from '#domain/gap-words.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { type RecordList, readRecords } from '../../api/evidence-record.ts'
import { useServer } from '../../api/use-server.ts'
import { useLanguage } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import styles from './Bureau.module.css'
import { useFileText } from './file-text.ts'
import { usePeriodLink } from './use-filter.ts'

type Field = EvidenceRecord['fields'][number]

/** A value as people read it: Shanghai time, words of the register. */
export function useFieldText(): (field: Field) => string {
  const english = useLanguage((state) => state.language === 'en')
  const t = useFileText()
  return ({ value, word, is }) => {
    if (value === null || value === '') return '—'
    if (typeof value === 'boolean') return value ? t.yes : t.no
    if (is === 'instant') return shanghaiMoment(String(value))
    return english ? valueWords(value, 'en') : (word ?? String(value))
  }
}

const COLUMNS = 7
const isOwn = ({ key }: Field): boolean => key !== 'schoolId' && key !== 'id'

/** Rows of one register of a school, each with its page. */
function RecordTable({ list: { items, total } }: { list: RecordList }) {
  const t = useFileText()
  const english = useLanguage((state) => state.language === 'en')
  const link = usePeriodLink()
  const fieldText = useFieldText()
  const [first] = items
  if (!first) return <p className={desk.dim}>{t.none}</p>
  return (
    <>
      <div className={desk.scroll}>
        <table className={desk.table}>
          <thead>
            <tr>
              {first.fields
                .filter(isOwn)
                .slice(0, COLUMNS)
                .map(({ key, name }) => (
                  <th key={key} scope="col">
                    {english ? name.en : name.zh}
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {items.map((record) => (
              <tr key={record.id}>
                {record.fields
                  .filter(isOwn)
                  .slice(0, COLUMNS)
                  .map((field, n) => (
                    <td key={field.key} className={field.is === 'day' || field.is === 'instant' ? styles.date : undefined}>
                      {n === 0 ? (
                        <Link
                          className={styles.link}
                          to={link(`schools/${record.schoolId}/records/${record.kind}/${encodeURIComponent(record.id)}`)}
                        >
                          {fieldText(field)}
                        </Link>
                      ) : (
                        fieldText(field)
                      )}
                    </td>
                  ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {items.length < total && <p className={desk.dim}>{t.latest(items.length, total)}</p>}
    </>
  )
}

interface Props {
  schoolId: string
  kinds: readonly RecordKind[]
  device?: string
  limit: number
}

/** Several registers of a school, those without a row in one line. */
export function RecordParts({ schoolId, kinds, device, limit }: Props) {
  const t = useFileText()
  const english = useLanguage((state) => state.language === 'en')
  const served = useServer(`records ${schoolId} ${kinds.join()} ${device ?? ''}`, () =>
    Promise.all(kinds.map(async (kind) => ({ kind, list: await readRecords(schoolId, kind, { limit, ...(device ? { device } : {}) }) }))),
  )
  const filled = (served.value ?? []).filter(({ list }) => list.items.length > 0)
  if (served.value && filled.length === 0) return <p className={desk.dim}>{t.none}</p>
  return filled.map(({ kind, list }) => {
    const { zh = kind, en = kind } = list.items[0]?.kindName ?? {}
    return (
      <section key={kind} aria-label={english ? en : zh}>
        <h3 style={{ margin: '8px 0' }}>
          {english ? en : zh} {list.total}
        </h3>
        <RecordTable list={list} />
      </section>
    )
  })
}
