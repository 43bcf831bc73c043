import { useState } from 'react'
import { ProblemError, requestFile } from '../api/http.ts'
import { refusalText } from '../i18n/refusal-text.ts'
import { screenText } from '../i18n/text.ts'
import { withIdentity } from '../live/identity.ts'
import controls from './controls.module.css'
import { saveFile } from './save-file.ts'

const useExportText = screenText(
  {
    excel: '导出 Excel',
    busy: '正在导出…',
    refused: (detail: string) => `未导出：${detail}`,
    failed: '未导出：连不上服务器，请重试。',
  },
  {
    excel: 'Export to Excel',
    busy: 'Exporting…',
    refused: (detail: string) => `Not exported: ${detail}`,
    failed: 'Not exported: the server cannot be reached. Try again.',
  },
)

interface Props {
  /** the list’s path below /exports */
  list: string
  /** the list’s own query, as the screen has it now, without `?` */
  query: string
  /** what is exported, where a page has more than one list */
  label?: string
}

/** Hands over what the screen shows as Excel: the same filter, order and count. */
export function ExportButton({ list, query, label }: Props) {
  const t = useExportText()
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const save = async () => {
    setBusy(true)
    setWrong(null)
    try {
      saveFile(await withIdentity(() => requestFile(`/exports/${list}${query ? `?${query}` : ''}`)))
    } catch (error) {
      setWrong(error instanceof ProblemError ? t.refused(refusalText(error.problem)) : t.failed)
    }
    setBusy(false)
  }
  return (
    <>
      <button type="button" className={controls.button} data-print="no" disabled={busy} onClick={() => void save()}>
        {busy ? t.busy : (label ?? t.excel)}
      </button>
      {wrong && <span role="alert">{wrong}</span>}
    </>
  )
}
