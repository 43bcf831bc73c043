import type { Conduct, IncidentFacts, IncidentStep } from '#contracts/incident.ts'
import controls from '../../ui/controls.module.css'
import styles from '../../ui/desk.module.css'
import own from './Incident.module.css'
import { type IncidentText, useIncidentText } from './text.ts'

type FactName = keyof IncidentFacts

/** What a step asks; everything else the system knows. */
const FACTS_OF: Partial<Record<IncidentStep, readonly FactName[]>> = {
  policeReported: ['policeRef', 'policeStation'],
  insuranceNotified: ['insurer', 'claimRef'],
  insuranceSettled: ['paidYuan'],
  mediationAccepted: ['mediator'],
  mediationEnded: ['outcome'],
  investigated: ['finding'],
  measureTaken: ['measure', 'ground'],
  appealDecided: ['appealResult'],
  referred: ['institution'],
  epidemicNotice: ['disease', 'cases'],
}

const CHOICES = ['outcome', 'finding', 'measure', 'ground', 'appealResult'] as const
const isChoice = (name: FactName): name is (typeof CHOICES)[number] => (CHOICES as readonly FactName[]).includes(name)
const isNumber = (name: FactName): name is 'paidYuan' | 'cases' => name === 'paidYuan' || name === 'cases'

/** The eight kinds of 校闹. */
export function ConductFields({ chosen, onChosen }: { chosen: readonly Conduct[]; onChosen: (chosen: Conduct[]) => void }) {
  const t = useIncidentText()
  return (
    <fieldset className={`${own.conducts} ${styles.wide}`}>
      <legend>{t.fact.conducts}</legend>
      {Object.entries(t.conduct).map(([value, word]) => {
        const conduct = value as Conduct
        const isOn = chosen.includes(conduct)
        return (
          <label key={value}>
            <input
              type="checkbox"
              checked={isOn}
              onChange={() => onChosen(isOn ? chosen.filter((one) => one !== conduct) : [...chosen, conduct])}
            />
            {word}
          </label>
        )
      })}
    </fieldset>
  )
}

function Field({
  name,
  facts,
  onFacts,
  t,
}: {
  name: FactName
  facts: IncidentFacts
  onFacts: (facts: IncidentFacts) => void
  t: IncidentText
}) {
  const set = (value: unknown) => {
    const { [name]: _, ...rest } = facts
    onFacts(value === undefined ? rest : { ...rest, [name]: value })
  }
  if (isChoice(name))
    return (
      <label className={controls.field}>
        {t.fact[name]}
        <select value={facts[name] ?? ''} onChange={(event) => set(event.target.value || undefined)}>
          <option value="">{t.act.choose}</option>
          {Object.entries(t[name]).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </label>
    )
  return (
    <label className={controls.field}>
      {t.fact[name]}
      <input
        type={isNumber(name) ? 'number' : 'text'}
        min={0}
        maxLength={100}
        value={isNumber(name) ? (facts[name] ?? '') : ((facts[name] as string | undefined) ?? '')}
        onChange={(event) => set(event.target.value === '' ? undefined : isNumber(name) ? Number(event.target.value) : event.target.value)}
      />
    </label>
  )
}

/** The few fields that a step needs. */
export function FactFields({
  step,
  facts,
  onFacts,
}: {
  step: IncidentStep
  facts: IncidentFacts
  onFacts: (facts: IncidentFacts) => void
}) {
  const t = useIncidentText()
  return (
    <>
      {(FACTS_OF[step] ?? []).map((name) => (
        <Field key={name} name={name} facts={facts} onFacts={onFacts} t={t} />
      ))}
    </>
  )
}
