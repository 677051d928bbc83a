/** R: when nothing is broken any more, all comes to rest soon: nobody waits for what never comes. */
import type { Property } from './trade-facts.ts'

/** What was promised: after the end of faults all is settled in half a minute. */
export const settledWithinMs = 30_000

export const livenessProperties: readonly Property[] = [
  {
    name: 'R',
    says: 'nothing is pending half a minute after all was mended, and every call has ended',
    judge: ({ final, unended }) => {
      const { afterMs = 0, pending = [] } = final?.rest ?? {}
      return {
        looked: final?.rest ? 1 : 0,
        violations: [
          ...(afterMs > settledWithinMs ? [`it took ${Math.round(afterMs)} ms to come to rest`] : []),
          ...pending.map((what) => `still pending: ${what}`),
          ...unended.map((line) => `the call of line ${line} has never ended`),
        ],
      }
    },
  },
]
