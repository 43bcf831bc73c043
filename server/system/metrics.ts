import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What /metrics shows of this process, in Prometheus' units (seconds, totals). */
export function systemMetrics(version: string) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    messages: new Counter({
      name: 'xiaowei_messages_total',
      help: 'MQTT messages taken and committed',
      labelNames: ['outcome'],
      registers,
    }),
    countFloods: (dropped: () => number) =>
      new Gauge({
        name: 'xiaowei_flood_dropped',
        help: 'messages left out since the start because their device sent too many',
        registers,
        collect() {
          this.set(dropped())
        },
      }),
    changes: new Counter({ name: 'xiaowei_alarm_changes_total', help: 'alarm changes committed by this process', registers }),
    intake: new Histogram({
      name: 'xiaowei_intake_seconds',
      help: 'from hearing a message to its commit',
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    up: new Gauge({
      name: 'xiaowei_info',
      help: 'version',
      labelNames: ['version'],
      registers,
      collect() {
        this.set({ version }, 1)
      },
    }),
  }
}
