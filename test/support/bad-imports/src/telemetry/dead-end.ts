/** Breaks no-dead-end and around-the-ports. */
// @ts-expect-error: it leads nowhere on purpose
export { nowhere } from './nowhere.ts'
