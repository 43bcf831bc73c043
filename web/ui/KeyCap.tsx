import styles from './controls.module.css'

/** The key that does the same, shown on the control; hidden from its accessible name. */
export function KeyCap({ children }: { children: string }) {
  return (
    <span className={styles.key} data-key aria-hidden="true">
      {children}
    </span>
  )
}
