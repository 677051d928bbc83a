/** Breaks port-names-no-technology and infrastructure-keeps-to-its-folder. */
export { DatabaseSync } from 'node:sqlite'
export type { Store } from '../store/store.ts'
