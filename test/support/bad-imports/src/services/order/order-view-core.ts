/** Breaks service-core-is-pure: a core that takes a port. */
import type { Store } from '../../infrastructure/store/store.ts'

export type Taken = Store
