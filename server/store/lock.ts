/** Numbers of the database's advisory locks, all in this one place so that no two parts wait for each other by accident. */
export const LOCK = {
  /** Servers that start together migrate one after the other. */
  migration: 4_201,
  /** Transactions that open or fold alarms come one after the other; commands on an alarm need only its row, but the one that ends an exercise. */
  intake: 4_202,
  /** The audit log is a chain: each line holds the hash of the one before. */
  audit: 4_203,
  /** Periods are taken into the appraisal one after the other: two that overlap would each find the other not counted. */
  appraisal: 4_204,
} as const
