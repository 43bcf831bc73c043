import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useText } from '../i18n/text.ts'
import controls from './controls.module.css'
import { localMoment } from './time.ts'

interface Props {
  label: ReactNode
  /** beside other fields of a bar instead of below its label */
  inline?: boolean
  name?: string
  required?: boolean
  /** Shanghai wall time, as `fromLocalInput` reads it; '' = none */
  value?: string
  onChange?: (value: string) => void
}

/** Day and time as they are written here, 24 h Shanghai: a browser's own field shows them as the browser's language has them, and its zone. */
export function MomentField({ label, inline = false, name, required = false, value = '', onChange }: Props) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const [written, setWritten] = useState(value.replace('T', ' '))
  const latest = useRef(written)
  latest.current = written
  useEffect(() => {
    if (localMoment(latest.current, Date.now()) !== value) setWritten(value.replace('T', ' '))
  }, [value])
  const write = (text: string) => {
    setWritten(text)
    const moment = localMoment(text, Date.now())
    input.current?.setCustomValidity(moment === null ? t.time.momentForm : '')
    if (moment !== null) onChange?.(moment)
  }
  return (
    <label className={inline ? undefined : controls.field}>
      {label}{' '}
      <input
        ref={input}
        name={name}
        required={required}
        value={written}
        placeholder="2026-03-02 07:42"
        title={t.time.momentForm}
        inputMode="text"
        autoComplete="off"
        maxLength={24}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setWritten((localMoment(written, Date.now()) ?? written).replace('T', ' '))}
      />
    </label>
  )
}
