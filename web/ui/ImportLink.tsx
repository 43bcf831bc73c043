import { Link } from 'react-router'
import type { TableKind } from '#contracts/import.ts'
import { screenText } from '../i18n/text.ts'
import controls from './controls.module.css'

const useImportText = screenText({ excel: 'Excel 导入' }, { excel: 'Import from Excel' })

/** From a list of the bureau to its template, dry run and undo. */
export function ImportLink({ kind }: { kind: TableKind }) {
  const t = useImportText()
  return (
    <Link className={controls.button} data-print="no" to={`/bureau/registers?kind=${kind}`} style={{ textDecoration: 'none' }}>
      {t.excel}
    </Link>
  )
}
