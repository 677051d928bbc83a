/** What other services may know of live events: the one rule by which an organisation is told of a commit. */
export { createLiveEventsReader, type ReadLiveEvents, type Standing } from './live-events-reader.ts'
