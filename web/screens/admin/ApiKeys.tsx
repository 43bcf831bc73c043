import { type FormEvent, useCallback, useEffect, useState } from 'react'
import type { ApiKey, MadeApiKey } from '#contracts/api-key.ts'
import { shanghaiMoment } from '#domain/shanghai.ts'
import { type Listed, ProblemError, request } from '../../api/http.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import { comma, screenText } from '../../i18n/text.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import { ExportButton } from '../../ui/ExportButton.tsx'

const useKeyText = screenText(
  {
    title: '数据密钥',
    intro: '本局的其他系统凭密钥读取列表（JSON 或 CSV），不含个人信息。密钥只显示一次，系统只保存其摘要；每次读取都有审计记录。',
    name: '用途',
    lists: '可读的列表',
    days: '有效天数',
    list: { measures: '指标', 'measure-schools': '指标学校明细', devices: '设备', faults: '故障', alarms: '警情' } as Record<
      string,
      string
    >,
    make: '生成密钥',
    once: '请现在复制，离开后无法再看到：',
    use: '用法：',
    head: ['用途', '列表', '有效期至', '最近使用', '状态'],
    never: '从未',
    inForce: '有效',
    revoked: '已吊销',
    expired: '已过期',
    revoke: '吊销',
    none: '还没有密钥。',
    failed: '未完成：连不上服务器，请重试。',
  },
  {
    title: 'Data keys',
    intro:
      'Other systems of the bureau read lists (JSON or CSV) with a key, without personal data. A key is shown once, only its hash is kept; every reading is in the audit log.',
    name: 'Purpose',
    lists: 'Lists it opens',
    days: 'Days it is valid',
    list: { measures: 'Measures', 'measure-schools': 'Schools of a measure', devices: 'Devices', faults: 'Faults', alarms: 'Alarms' },
    make: 'Make a key',
    once: 'Copy it now; it cannot be shown again:',
    use: 'How to use it:',
    head: ['Purpose', 'Lists', 'Valid until', 'Last used', 'State'],
    never: 'never',
    inForce: 'in force',
    revoked: 'revoked',
    expired: 'expired',
    revoke: 'Revoke',
    none: 'There is no key yet.',
    failed: 'Not done: the server cannot be reached. Try again.',
  },
)

/** 数据密钥, for the security administrator. */
export function ApiKeys() {
  const t = useKeyText()
  const [keys, setKeys] = useState<ApiKey[] | null>(null)
  const [made, setMade] = useState<MadeApiKey | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const act = useCallback(
    async (work: () => Promise<unknown>) => {
      try {
        await work()
        setKeys((await request<Listed<ApiKey>>('/api-keys')).items)
        setWrong(null)
      } catch (error) {
        setWrong(error instanceof ProblemError ? refusalText(error.problem) : t.failed)
      }
    },
    [t],
  )
  useEffect(() => void act(async () => {}), [act])
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = { name: form.get('name'), lists: form.getAll('list'), scope: { kind: 'district' }, days: Number(form.get('days')) }
    void act(async () => setMade(await request<MadeApiKey>('/api-keys', { method: 'POST', body })))
  }
  const stateOf = ({ revokedAt, expiresAt }: ApiKey) =>
    revokedAt ? t.revoked : Date.parse(expiresAt) <= Date.now() ? t.expired : t.inForce
  return (
    <section className={styles.panel} aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className={styles.intro}>{t.intro}</p>
      <form className={styles.form} onSubmit={make}>
        <label className={controls.field}>
          {t.name}
          <input name="name" required maxLength={100} />
        </label>
        <label className={controls.field}>
          {t.days}
          <input name="days" type="number" min={1} max={366} defaultValue={180} required />
        </label>
        <fieldset className={styles.wide}>
          <legend>{t.lists}</legend>
          {Object.entries(t.list).map(([list, word]) => (
            <label key={list} className={styles.check}>
              <input type="checkbox" name="list" value={list} /> {word}
            </label>
          ))}
        </fieldset>
        <div className={styles.buttons}>
          <button type="submit" className={styles.primary}>
            {t.make}
          </button>
        </div>
      </form>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {made && (
        <div role="status" className={styles.said}>
          <p>{t.once}</p>
          <pre className={styles.payload}>{made.key}</pre>
          <p>{t.use}</p>
          <pre
            className={styles.payload}
          >{`curl -H "Authorization: Bearer ${made.key}" "${location.origin}/api/v1/data/${made.lists[0]}?format=csv"`}</pre>
        </div>
      )}
      {keys?.length === 0 && <p className={styles.dim}>{t.none}</p>}
      {keys && keys.length > 0 && (
        <div className={styles.bar}>
          <ExportButton list="api-keys" query="" />
        </div>
      )}
      {keys && keys.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                {t.head.map((word) => (
                  <th key={word} scope="col">
                    {word}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <tr key={key.id}>
                  <td>{key.name}</td>
                  <td>{key.lists.map((list) => t.list[list] ?? list).join(comma())}</td>
                  <td>{shanghaiMoment(key.expiresAt)}</td>
                  <td>{key.lastUsedAt ? shanghaiMoment(key.lastUsedAt) : t.never}</td>
                  <td>{stateOf(key)}</td>
                  <td>
                    {key.revokedAt === null && (
                      <button
                        type="button"
                        className={controls.button}
                        onClick={() => void act(() => request(`/api-keys/${key.id}/revoke`, { method: 'POST' }))}
                      >
                        {t.revoke}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
