import { type ChangeEvent, useState } from 'react'
import type { ReportTemplate } from '#contracts/report-template.ts'
import { ProblemError, request, requestFile } from '../../api/http.ts'
import { readPeriods } from '../../api/measure.ts'
import { useServer } from '../../api/use-server.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { brackets, comma, screenText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { useReportText } from './text.ts'

const zh = {
  title: '套表（上级表样）',
  intro:
    '在上级的 .xlsx 里给单元格定义名称，或在 .docx 里写 {{字段}}，系统按所选统计期填数，其余原样不动。字段：单位、统计期、起始日、截止日、填报人、日期；指标写“指标名或代码.达标、应达、比率、目标、差距说明”，如 guardsEmployed.rate。Excel 名称里的点也可写下划线。',
  add: '添加表样（.xlsx、.docx，不含宏，20 MB 以内）',
  none: '还没有表样。',
  period: '统计期',
  fill: '填好并下载',
  known: (n: number) => `认得的字段 ${n} 个`,
  unknown: (names: string) => `不认得、原样保留的：${names}`,
  noField: '没有找到字段。',
  why: { 'no such field': '没有这个字段', 'its cell holds a formula, which is not written over': '单元格里是公式，不覆盖' } as Record<
    string,
    string
  >,
}
const en: typeof zh = {
  title: 'Forms of an upper authority',
  intro:
    'Name cells in the authority’s .xlsx, or write {{field}} in its .docx: the system fills them from the chosen period and leaves the rest as it stands. Fields: unit, period, from, to, maker, date; of a measure its id or name with .met, .applicable, .rate, .target, .note, such as guardsEmployed.rate. In Excel’s names the dot may be an underscore.',
  add: 'Add a form (.xlsx, .docx, without macros, up to 20 MB)',
  none: 'There is no form yet.',
  period: 'Period',
  fill: 'Fill and download',
  known: (n) => `${n} known fields`,
  unknown: (names) => `unknown, left as they stand: ${names}`,
  noField: 'No field was found.',
  why: {},
}
const useTemplateText = screenText(zh, en)

/** 套表: forms with their named fields, filled from a period. */
export function Templates({ mayAdd }: { mayAdd: boolean }) {
  const t = useTemplateText()
  const nameOf = usePeriodName()
  const report = useReportText()
  const served = useServer('report-templates', () => request<{ items: ReportTemplate[] }>('/report-templates'))
  const periods = useServer('periods', readPeriods).value?.items ?? []
  const [period, setPeriod] = useState('')
  const [wrong, setWrong] = useState('')
  const chosen = period || (periods[0]?.id ?? '')
  const act = async (work: () => Promise<unknown>) => {
    setWrong('')
    try {
      await work()
    } catch (error) {
      setWrong(error instanceof ProblemError ? report.refused(refusalText(error.problem)) : report.failed)
    }
  }
  const add = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    if (file)
      await act(async () => {
        const query = new URLSearchParams({ ownerKind: 'template', ownerId: 'district', name: file.name.slice(0, 200) })
        await request(`/files?${query}`, { method: 'POST', file, timeoutMs: 120_000 })
        await served.again()
      })
    target.value = ''
  }
  return (
    <section className={desk.panel} aria-label={t.title} data-print="no">
      <div className={desk.bar}>
        <h2>{t.title}</h2>
        <span className={desk.grow} />
        {(served.value?.items.length ?? 0) > 0 && <ExportButton list="report-templates" query="" />}
      </div>
      <p className={desk.intro}>{t.intro}</p>
      {mayAdd && (
        <label className={controls.field}>
          {t.add}
          <input type="file" accept=".xlsx,.docx" onChange={(event) => void add(event)} />
        </label>
      )}
      {wrong && (
        <p role="alert" className={desk.wrong}>
          {wrong}
        </p>
      )}
      {served.value?.items.length === 0 && <p className={desk.dim}>{t.none}</p>}
      {served.value && served.value.items.length > 0 && (
        <p className={desk.bar}>
          <label>
            {t.period}{' '}
            <select value={chosen} onChange={(event) => setPeriod(event.target.value)}>
              {periods.map(({ id, name }) => (
                <option key={id} value={id}>
                  {nameOf(name)}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      <ul>
        {served.value?.items.map(({ id, name, fields }) => (
          <li key={id} className={desk.bar}>
            <b>{name}</b>
            <Fields fields={fields} />
            <button
              type="button"
              className={controls.button}
              onClick={() =>
                void act(async () => saveFile(await requestFile(`/report-templates/${id}/filled?period=${encodeURIComponent(chosen)}`)))
              }
            >
              {t.fill}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Fields({ fields }: Pick<ReportTemplate, 'fields'>) {
  const t = useTemplateText()
  if (fields.length === 0) return <span className={desk.dim}>{t.noField}</span>
  const unknown = fields.filter(({ means }) => means === null)
  return (
    <span>
      {t.known(fields.length - unknown.length)}
      {unknown.length > 0 && (
        <span className={desk.wrong}>
          {' '}
          {t.unknown(unknown.map(({ name, why }) => `${name}${brackets(t.why[why ?? ''] ?? why ?? '')}`).join(comma()))}
        </span>
      )}
    </span>
  )
}
