import type { Served } from '../../api/use-server.ts'
import { refusalText } from '../../i18n/refusal-text.ts'
import controls from '../../ui/controls.module.css'
import desk from '../../ui/desk.module.css'
import { useBureauText } from './text.ts'

/** That a reading failed, in the server's own words where it has some; nothing while all is well. */
export function Notice({ served }: { served: Pick<Served<unknown>, 'value' | 'failed' | 'problem' | 'again'> }) {
  const t = useBureauText()
  if (served.failed)
    return (
      <p role="alert" className={desk.wrong}>
        {served.problem ? refusalText(served.problem) : t.failed}{' '}
        <button type="button" className={controls.quiet} onClick={() => void served.again()}>
          {t.retry}
        </button>
      </p>
    )
  return served.value === null ? <p className={desk.dim}>{t.loading}</p> : null
}
