import { type FormEvent, lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { ProblemError } from '../../api/http.ts'
import { enrolPhone, loadSession } from '../../live/session.ts'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import styles from './Enrol.module.css'
import { scannedCode } from './enrol-code.ts'
import pageStyles from './Page.module.css'
import { EMERGENCY } from './telephones.ts'
import { useGuardText } from './text.ts'

const SignIn = lazy(() => import('../sign-in/SignIn.tsx').then((m) => ({ default: m.SignIn })))

const RETRY_MS = 3000

type Outcome = 'idle' | 'busy' | 'refused' | 'unreachable'

export function Emergency() {
  const g = useGuardText()
  return (
    <p className={pageStyles.emergency}>
      <span>{g.enrol.emergency}</span>
      {EMERGENCY.map((number) => (
        <a key={number} href={`tel:${number}`}>
          {number}
        </a>
      ))}
    </p>
  )
}

/** Enrols a phone by a scanned or typed code; nobody is signed in here yet. @param ended the phone was enrolled before */
export function Enrol({ ended, onEnrolled }: { ended: boolean; onEnrolled: () => void }) {
  const g = useGuardText()
  const [outcome, setOutcome] = useState<Outcome>('idle')
  const [code, setCode] = useState(() => scannedCode() ?? '')
  const [byPassword, setByPassword] = useState(false)

  const submit = async (given: string) => {
    setOutcome('busy')
    try {
      await enrolPhone(given)
      onEnrolled()
    } catch (error) {
      const refused = error instanceof ProblemError && error.problem.status < 500
      setOutcome(refused ? 'refused' : 'unreachable')
      // An app may open the scanned link again, code and all: whoever is enrolled already goes on.
      if (refused) void loadSession()
    }
  }
  // A scanned code is used once, when the page opens.
  const submitScanned = useEffectEvent(() => {
    const scanned = scannedCode()
    if (scanned) void submit(scanned)
  })
  useEffect(() => submitScanned(), [])
  // A code is used up by the enrolment it makes: sending it again after a lost answer is refused, and the officer makes another.
  useEffect(() => {
    if (outcome !== 'unreachable') return
    const timer = setTimeout(() => void submit(code), RETRY_MS)
    return () => clearTimeout(timer)
  })

  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void submit(code.trim())
  }
  if (byPassword)
    return (
      <Suspense fallback={null}>
        <SignIn />
      </Suspense>
    )
  return (
    <main className={pageStyles.page}>
      <form className={styles.enrol} onSubmit={onSubmit}>
        <h1>{g.enrol.title}</h1>
        {ended && <p className={pageStyles.refused}>{g.enrol.ended}</p>}
        <p>{g.enrol.why}</p>
        <label>
          {g.enrol.scan}
          <input
            value={code}
            onChange={(event) => setCode(event.target.value)}
            aria-label={g.enrol.code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            required
            maxLength={64}
          />
        </label>
        <p role="alert">
          {outcome === 'refused' && g.enrol.refused}
          {outcome === 'unreachable' && g.enrol.unreachable}
        </p>
        <button type="submit" className={pageStyles.bell} disabled={outcome === 'busy'}>
          {outcome === 'busy' ? g.enrol.busy : g.enrol.submit}
        </button>
        <Emergency />
        <p className={pageStyles.foot}>
          <button type="button" className={pageStyles.link} onClick={() => setByPassword(true)}>
            {g.enrol.password}
          </button>
          <LanguageSwitch />
        </p>
      </form>
    </main>
  )
}
