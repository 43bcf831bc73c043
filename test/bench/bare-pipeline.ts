// The floor the bench divides by: the least that does the job, without checks. MQTT → PostgreSQL → Socket.IO; alarms one by one, health
// in batches. It is never slowed.
import http from 'node:http'
import mqtt from 'mqtt'
import pg from 'pg'
import { Server } from 'socket.io'

const { MQTT_URL = '', DATABASE_URL = '', MQTT_USERNAME = '', MQTT_PASSWORD = '', PORT = '0' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 8 })
await pool.query(
  'drop table if exists bare_event; create table bare_event(id bigint generated always as identity, time timestamptz not null default now(), topic text, payload jsonb)',
)
await pool.query(`select create_hypertable('bare_event', 'time')`)
const server = http.createServer()
const io = new Server(server, { transports: ['websocket'] })
await new Promise<void>((resolve) => server.listen(Number(PORT), '127.0.0.1', resolve))

const client = mqtt.connect(MQTT_URL, {
  clientId: 'bare',
  username: MQTT_USERNAME,
  password: MQTT_PASSWORD,
  clean: false,
  protocolVersion: 5,
  properties: { receiveMaximum: 1000, sessionExpiryInterval: 600 },
})
const batch: [topic: string, payload: string][] = []
let busy = false
async function flush(): Promise<void> {
  if (busy || batch.length === 0) return
  busy = true
  while (batch.length > 0) {
    const rows = batch.splice(0, 1000)
    await pool.query('insert into bare_event(topic, payload) select * from unnest($1::text[], $2::jsonb[])', [
      rows.map(([topic]) => topic),
      rows.map(([, payload]) => payload),
    ])
  }
  busy = false
}
setInterval(() => void flush(), 5)
async function press(topic: string, text: string): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('insert into bare_event(topic, payload) values ($1, $2) returning id', [topic, text])
  io.emit('alarm', { id: rows[0]?.id, topic, ...(JSON.parse(text) as object) })
}
client.on('message', (topic, payload) => {
  const text = payload.toString()
  if (topic.endsWith('/alarm')) void press(topic, text)
  else batch.push([topic, text])
})
await new Promise<void>((resolve) => client.once('connect', () => resolve()))
await client.subscribeAsync(['xiaowei/v1/+/+/alarm', 'xiaowei/v1/+/+/health'], { qos: 1 })
process.stderr.write('Xiaowei is ready: the bare pipeline\n')
