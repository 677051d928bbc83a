/** Breaks bus-tails-the-log-only. */
export type { Search } from '../infrastructure/cache/cache.ts'
