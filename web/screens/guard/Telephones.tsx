import { useText } from '../../i18n/text.ts'
import { useSite } from './site.ts'
import styles from './Telephones.module.css'
import { hrefOf, telephonesOf } from './telephones.ts'
import { useGuardText } from './text.ts'

/** The first of those whom a guard can call, and 110. */
export function Telephones({ schoolId, most = 3 }: { schoolId: string | null; most?: number }) {
  const g = useGuardText()
  const telephones = telephonesOf(
    useSite(({ site }) => site),
    schoolId,
    useText(),
    g,
  )
  return (
    <ul className={styles.phones}>
      {telephones.slice(0, most).map(({ name, phone }) => (
        <li key={name + phone}>
          <a href={hrefOf(phone)}>
            <span>{g.call(name)}</span>
            <b>{phone}</b>
          </a>
        </li>
      ))}
      <li>
        <a href="tel:110">
          <b>110</b>
        </a>
      </li>
    </ul>
  )
}
