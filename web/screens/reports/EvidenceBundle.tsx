import { useEffect, useState } from 'react'
import type { Period } from '#contracts/measure.ts'
import { type Listed, ProblemError, request, requestFile } from '../../api/http.ts'
import { usePeriodName } from '../../i18n/period-name.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { screenText } from '../../i18n/text.ts'
import desk from '../../ui/desk.module.css'
import { saveFile } from '../../ui/save-file.ts'

const useBundleText = screenText(
  {
    title: '佐证包',
    intro: '一个周期的全部佐证：编号目录（Excel 与网页）、各校结果、佐证与设备记录、照片和文件，以及每一件的 SHA-256 摘要。',
    period: '周期',
    make: '生成并下载',
    busy: (mb: string) => `正在打包，已收到 ${mb} MB…`,
    done: (mb: string) => `已下载，共 ${mb} MB。`,
    refused: (detail: string) => `未生成：${detail}`,
    failed: '未生成：连不上服务器，请重试。',
  },
  {
    title: 'Evidence bundle',
    intro:
      'All evidence of a period: a numbered catalogue (Excel and web page), results by school, evidence and device records, photos and files, and the SHA-256 of each.',
    period: 'Period',
    make: 'Make and download',
    busy: (mb: string) => `Packing, ${mb} MB so far…`,
    done: (mb: string) => `Downloaded, ${mb} MB.`,
    refused: (detail: string) => `Not made: ${detail}`,
    failed: 'Not made: the server cannot be reached. Try again.',
  },
)

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1)

/** 佐证包 of a period, with what has come so far. */
export function EvidenceBundle() {
  const t = useBundleText()
  const nameOf = usePeriodName()
  const [periods, setPeriods] = useState<Period[]>([])
  const [chosen, setChosen] = useState('')
  const [received, setReceived] = useState<number | null>(null)
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null)
  useEffect(() => {
    request<Listed<Period>>('/periods')
      .then(({ items }) => {
        setPeriods(items)
        setChosen(items[0]?.id ?? '')
      })
      .catch(() => setSaid({ text: t.failed, wrong: true }))
  }, [t])
  const make = async () => {
    setSaid(null)
    setReceived(0)
    try {
      const file = await requestFile(`/evidence-bundle?period=${chosen}`, setReceived)
      saveFile(file)
      setSaid({ text: t.done(megabytes(file.blob.size)), wrong: false })
    } catch (error) {
      setSaid({ text: error instanceof ProblemError ? t.refused(refusalText(error.problem)) : t.failed, wrong: true })
    }
    setReceived(null)
  }
  return (
    <section className={desk.panel} aria-label={t.title} data-print="no">
      <h2>{t.title}</h2>
      <p className={desk.intro}>{t.intro}</p>
      <div className={desk.bar}>
        <select aria-label={t.period} value={chosen} onChange={(event) => setChosen(event.target.value)}>
          {periods.map(({ id, name }) => (
            <option key={id} value={id}>
              {nameOf(name)}
            </option>
          ))}
        </select>
        <button type="button" className={desk.primary} disabled={chosen === '' || received !== null} onClick={() => void make()}>
          {t.make}
        </button>
        {received !== null && <span role="status">{t.busy(megabytes(received))}</span>}
        {said && <span role={said.wrong ? 'alert' : 'status'}>{said.text}</span>}
      </div>
    </section>
  )
}
