import { useState } from 'react'
import { shanghaiDay } from '#domain/shanghai.ts'
import { screenText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'

const useMinorsText = screenText(
  {
    title: '未成年人个人信息年度合规审计',
    intro:
      '一年的合规审计材料，一份 Excel：处理的信息、查看与删除申请、每次查看、删除及其证明、导出、有权账号与权限变更。不含事件当事人的姓名；有账号、经办人与所写的理由，须妥善保管。教育局导出的一份：教育惩戒、各项操作与有权账号只列数目，逐条记录由审计员导出。次年 1 月底前报送。',
    year: '年度',
    make: '导出审计材料',
  },
  {
    title: 'Yearly audit of minors’ personal data',
    intro:
      'A year’s audit as one Excel file: what is processed, requests to see or erase, every look, erasures with their proof, exports, accounts with rights and changes of rights. Nobody concerned in an incident is named; accounts, who handled it and the reasons given are, so keep it well. In the bureau’s copy disciplinary measures, acts and accounts are counts; the auditor’s has every line. To be filed by the end of January.',
    year: 'Year',
    make: 'Export the audit',
  },
)

/** The yearly audit of minors' data as one file. In January it is the past year's that is due. */
export function MinorsAudit() {
  const t = useMinorsText()
  const [year, month] = shanghaiDay(Date.now()).split('-').map(Number) as [number, number]
  const [chosen, setChosen] = useState(month === 1 ? year - 1 : year)
  return (
    <section className={desk.panel} aria-label={t.title} data-print="no">
      <h2>{t.title}</h2>
      <p className={desk.intro}>{t.intro}</p>
      <div className={desk.bar}>
        <label>
          {t.year}{' '}
          <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {[year, year - 1, year - 2].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <ExportButton list="minors-audit" query={`year=${chosen}`} label={t.make} />
      </div>
    </section>
  )
}
