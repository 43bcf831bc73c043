// What tests and the bench use of the simulator.
export { connectButton } from './connect-button.ts'
export { type GarbageMessage, GarbageSource } from './garbage.ts'
export { stormClients } from './storm.ts'
