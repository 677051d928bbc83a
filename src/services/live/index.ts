/** The one door of events as they happen. */
export { liveModule, type Live } from './module.ts'
export type { LiveSource, PlacedEvent } from './open-live-source.ts'
export type { Admit, Connection, DoorSocket, Serve } from './open-socket-door.ts'
export { liveProblems } from './problems.ts'
