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
    watchWorker: (worker: { readonly load: { busy: number; residentBytes: number }; readonly restarts: number }) => {
      const gauge = (name: string, help: string, value: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(value())
          },
        })
      gauge('xiaowei_worker_busy_ratio', "share of its time that the worker's process has worked lately", () => worker.load.busy)
      gauge('xiaowei_worker_resident_bytes', "memory of the worker's process", () => worker.load.residentBytes)
      gauge('xiaowei_worker_restarts', "how often the worker's process ended and was started again", () => worker.restarts)
    },
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

export type SystemMetrics = ReturnType<typeof systemMetrics>
