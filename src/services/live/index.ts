/** The one door of events as they happen. */
export { liveModule, type Live } from './module.ts'
export { liveProblems } from './problems.ts'
