// The desk's app, entered where seconds count: the control room's own files are named in the page instead of being found one after another.
import { followPreloads } from './live/preloads.ts'
import { startWorkers } from './map/workers.ts'
import './main.tsx'
import { ControlRoom } from './screens/control-room/ControlRoom.tsx'
import { loadedScreens } from './screens/loaded.ts'

loadedScreens.ControlRoom = ControlRoom
followPreloads()
startWorkers()
