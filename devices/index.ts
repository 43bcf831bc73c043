// What tests and the bench use of the simulator.
export { type ConnectedButton, connectButton } from './connect-button.ts'
export { type GarbageMessage, GarbageSource } from './garbage.ts'
export type { Receipt } from './repeater.ts'
export { type StormResult, stormClients } from './storm.ts'
