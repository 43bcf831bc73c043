import { useState } from 'react'
import { readRoadNetworks, sendRoadNetwork } from '../../api/venue.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { momentText } from '../../ui/time.ts'
import { useReading } from '../admin/use-reading.ts'
import styles from '../hazard/Hazard.module.css'
import { ActForm, FormError, typed } from '../tasks/ActForm.tsx'
import { useBeltText } from './text.ts'

/** 路网: the streets that walking routes are measured on; without them such a rule says 无法测量. */
export function RoadNetworks({ mayWrite }: { mayWrite: boolean }) {
  const t = useBeltText()
  const { value, again } = useReading(readRoadNetworks, 0)
  const [loading, setLoading] = useState(false)
  const current = value?.items.find(({ state }) => state === 'inForce')
  return (
    <section className={desk.panel} style={{ marginTop: 24 }} aria-label={t.roads.title}>
      <h2>{t.roads.title}</h2>
      <p className={desk.dim}>{t.roads.intro}</p>
      {value && (
        <p role="status">
          {current ? t.roads.current(current.name, current.segments, current.accuracyM) : t.roads.none}{' '}
          {current?.synthetic && <span className={desk.tag}>{t.roads.synthetic}</span>}
          {current && (
            <span className={desk.dim}>
              {t.roads.from(current.source, current.importedBy, momentText(current.importedAt, Date.now()), current.skipped)}
            </span>
          )}
        </p>
      )}
      {mayWrite && !loading && (
        <div className={`${desk.buttons} ${styles.noPrint}`}>
          <button type="button" className={controls.button} onClick={() => setLoading(true)}>
            {t.roads.load}
          </button>
        </div>
      )}
      {loading && (
        <ActForm
          title={t.roads.load}
          send={async (form) => sendRoadNetwork(queryOf(form), await linesOf(form, t.roads.unreadable))}
          onDone={() => {
            setLoading(false)
            void again()
          }}
          onCancel={() => setLoading(false)}
          onRefused={() => void again()}
        >
          <div className={desk.form}>
            <label className={controls.field}>
              {t.roads.file}
              <input name="file" type="file" accept=".geojson,.json,application/geo+json" required />
            </label>
            <label className={controls.field}>
              {t.roads.name}
              <input name="name" required maxLength={100} />
            </label>
            <label className={controls.field}>
              {t.roads.source}
              <input name="source" required maxLength={200} />
            </label>
            <label className={controls.field}>
              {t.roads.accuracy}
              <input name="accuracyM" type="number" min={0} max={100} step="any" required defaultValue={5} />
            </label>
            <label className={controls.field}>
              {t.roads.datum}
              <select name="datum" defaultValue="wgs84">
                <option value="wgs84">WGS-84 / CGCS2000</option>
                <option value="gcj02">GCJ-02（高德、腾讯）</option>
                <option value="bd09">BD-09（百度）</option>
              </select>
            </label>
            <label className={controls.field}>
              {t.roads.joins}
              <select name="joins" defaultValue="vertices">
                <option value="vertices">{t.roads.vertices}</option>
                <option value="crossings">{t.roads.crossings}</option>
              </select>
            </label>
          </div>
        </ActForm>
      )}
    </section>
  )
}

const queryOf = (form: FormData): string => {
  const query = new URLSearchParams()
  for (const name of ['name', 'source', 'accuracyM', 'datum', 'joins']) {
    const value = typed(form, name)
    if (value !== null) query.set(name, value)
  }
  return query.toString()
}

async function linesOf(form: FormData, unreadable: string): Promise<unknown> {
  const file = form.get('file')
  if (!(file instanceof File)) throw new FormError(unreadable)
  try {
    return JSON.parse(await new Response(file).text())
  } catch {
    throw new FormError(unreadable)
  }
}
