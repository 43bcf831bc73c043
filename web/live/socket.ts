import { io, type Socket, XHR } from 'socket.io-client'
import type { Alarm } from '#contracts/alarm.ts'
import type { CameraCount, ClientEvents, DeviceDelta, ServerEvents, View } from '#contracts/push.ts'
import { AskAround } from './ask-around.ts'
import { clearBoard, receiveAlarms, receiveAnswer, useBoard } from './board.ts'
import { heardPulse, setConnected, setTransport, startLinkClock, useLink } from './link.ts'
import { RefusableWebSocket } from './refusable-websocket.ts'
import { loadSession } from './session.ts'
import { ShownReceipts } from './shown.ts'

type PushSocket = Socket<ServerEvents, ClientEvents>

const REPLY_MS = 5000
const BEHIND_MS = 2000
const SILENT_MS = 6000

let current: PushSocket | null = null
// What of the map is drawn; undefined = no map here, and every device's changes are told.
let view: View | undefined
let hear: (deltas: DeviceDelta[]) => void = () => {}

async function sayView(): Promise<void> {
  if (!view || !current?.connected) return
  const asked = view
  try {
    const reply = await current.timeout(REPLY_MS).emitWithAck('view', asked)
    if ('devices' in reply) hear(reply.devices)
  } catch {
    if (asked === view) setTimeout(() => void sayView(), 1000) // no reply in time
  }
}

/** Tells the server what of the map is drawn, so that it tells of those cameras alone. */
export function lookAt(box: View['box']): void {
  view = { box }
  void sayView()
}

/** Receipts of what this screen has painted. */
export const shown = new ShownReceipts(async (request) => {
  if (!current?.connected) return 'again'
  try {
    const reply = await current.timeout(REPLY_MS).emitWithAck('shown', request)
    // A refusal (alarm out of scope now, unknown version) will not change; a server that cannot commit will recover.
    return 'problem' in reply && (reply.problem.status >= 500 || reply.problem.status === 429) ? 'again' : 'done'
  } catch {
    return 'again' // no reply in time
  }
})

/** Subscribes, one question at a time; pushes that come meanwhile are newer than a reset's answer and are kept beside it. */
function subscriber(socket: PushSocket) {
  let asking = false
  let since: Alarm[] = []
  let retry: ReturnType<typeof setTimeout> | undefined
  // A flood comes as many packets in one turn of the event loop; rendered one by one, React takes it for an endless loop.
  let pushed: Alarm[] = []
  let flushing: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(flushing)
    flushing = undefined
    const alarms = pushed
    pushed = []
    if (alarms.length > 0) receiveAlarms(alarms)
  }
  const subscribe = async () => {
    if (asking || !socket.connected) return
    asking = true
    since = []
    const { cursor } = useBoard.getState()
    try {
      const reply = await socket.timeout(REPLY_MS).emitWithAck('subscribe', cursor === null ? {} : { since: cursor })
      if ('problem' in reply) throw new Error(JSON.stringify(reply.problem))
      flush()
      receiveAnswer(reply, since)
    } catch (error) {
      console.warn('subscribe is asked again', error)
      clearTimeout(retry)
      retry = setTimeout(() => void subscribe(), 1000)
    } finally {
      asking = false
    }
  }
  return {
    subscribe,
    push: (alarm: Alarm) => {
      if (asking) since.push(alarm)
      pushed.push(alarm)
      flushing ??= setTimeout(flush, 0)
    },
    stop: () => {
      clearTimeout(retry)
      clearTimeout(flushing)
    },
  }
}

interface Hearers {
  onDevices?: (deltas: DeviceDelta[]) => void
  onCameraCount?: (count: CameraCount) => void
  /** deltas were missed */
  onResumed?: () => void
}

/** Opens the live link of this page: alarms, pulse and device states until the returned function is called. */
export function openLive({ onDevices = () => {}, onCameraCount = () => {}, onResumed = () => {} }: Hearers = {}): () => void {
  const stopClock = startLinkClock()
  const socket: PushSocket = io({
    path: '/socket.io',
    transports: [RefusableWebSocket, XHR],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    timeout: 5000,
  })
  current = socket
  hear = onDevices
  const { subscribe, push, stop } = subscriber(socket)
  let behindSince: number | null = null
  let reopenedAt = 0
  let connections = 0

  socket.on('connect', () => {
    setConnected(true)
    const noteTransport = () => setTransport(socket.io.engine.transport.name === 'polling' ? 'polling' : 'websocket')
    noteTransport()
    socket.io.engine.on('upgrade', noteTransport)
    if (connections++ > 0) onResumed()
    void sayView()
    void subscribe().then(() => shown.flush())
  })
  socket.on('disconnect', (reason) => {
    setConnected(false)
    // The server ended it (sign-out elsewhere, another role, another scope): who are we now? Only then knock again.
    if (reason === 'io server disconnect') void loadSession().then(() => setTimeout(() => socket === current && socket.connect(), 500))
  })
  socket.on('connect_error', () => {
    setConnected(false)
    // A network that swallows WebSocket, rather than refusing it, would be asked for ever: from now on it begins with what always passes.
    socket.io.opts.transports = [XHR, RefusableWebSocket]
    if (socket.active) return // it retries by itself
    void loadSession()
    setTimeout(() => socket === current && socket.connect(), 1000)
  })
  socket.on('alarm', push)
  socket.on('devices', onDevices)
  socket.on('cameraCount', onCameraCount)
  socket.on('pulse', (pulse) => {
    heardPulse(pulse)
    const now = performance.now()
    if (pulse.cursor <= useBoard.getState().heard) behindSince = null
    else if (behindSince === null) behindSince = now
    else if (now - behindSince >= BEHIND_MS) {
      behindSince = now
      void subscribe()
    }
  })
  const around = new AskAround()
  const watch = setInterval(() => {
    void shown.flush()
    void around.look()
    // A half-open connection looks connected for the transport's 45 s; without a pulse we knock again at once.
    const { pulseAtMs, startedMs } = useLink.getState()
    const now = performance.now()
    if (socket.connected && now - Math.max(pulseAtMs ?? startedMs, reopenedAt) > SILENT_MS) {
      reopenedAt = now
      socket.disconnect().connect()
    }
  }, 2000)

  return () => {
    current = null
    view = undefined
    around.stop()
    clearBoard() // whoever is next begins with nothing
    clearInterval(watch)
    stop()
    stopClock()
    socket.disconnect()
  }
}
