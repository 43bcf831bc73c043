// How long rows are kept (design section 3): evidence lives as long as what it proves, and nothing less than the law asks.

/** What the environment may lengthen, days. */
export interface Keep {
  /** What devices said: alarms are explained by it, so two years as theirs. */
  readonly events: number
  /** Changes and measured values. */
  readonly samples: number
  /** Intervals of states and their daily sums: what availability figures are made of. */
  readonly states: number
}

/**
 * Two years for events, as alarms are kept (R52), and for states, as a report looks back over two years; a year for measured values. By law
 * logs are kept six months (网络安全法), an intrusion log 30 days: all of it is longer.
 */
export const LEAST_KEEP: Keep = { events: 730, samples: 365, states: 730 }

/** Days by table. */
export const keepByTable = ({ events, samples, states }: Keep): Readonly<Record<string, number>> => ({
  device_event: events,
  health_sample: samples,
  device_interval: states,
  device_day: states,
  school_day: states,
  device_hour: states,
  outbox: 1,
  idempotency: 7,
})
