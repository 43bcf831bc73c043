// The desk's app, entered where seconds count: the control room's own files are named in the page instead of being found one after another.
import { followPreloads } from './live/preloads.ts'
import { startWorkers } from './map/workers.ts'
import './main.tsx'
import './screens/control-room/ControlRoom.tsx'

followPreloads()
startWorkers()
