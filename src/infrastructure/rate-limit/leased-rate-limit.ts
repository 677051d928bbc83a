/**
 * A limit that several processes share, answered from memory: each takes some of the bucket at once and admits from
 * these. What would be a question to Redis for every reading is one for every few hundred.
 */
import { admitEach, assertMost, type Admission, type Rate, type RateLimit } from './rate-limit.ts'

export type LeasedRateLimitOptions = {
  /** What the processes share. */
  readonly shared: RateLimit
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number
  readonly keysMax?: number
}

/**
 * A lease that is not used ends: over any interval at most `burst + perSecond × t`, and what was leased before, are
 * admitted, which is a thirty-second of the burst for each process. So much of a bucket others may find taken, too.
 */
const leaseShare = 32
const leaseMax = 256
const leaseMs = 2_000
/** Somebody who begins is not given many: they would be lost to him elsewhere. Each lease that was used up doubles the next. */
const firstLease = 4

/** Of fewer, the next is asked for when they are used: a quarter of a few is none. */
const aheadFrom = 32
const never = -1

const KEYS_MAX = 100_000

type Lease = {
  left: number
  endsMs: number
  /** What the next is for. */
  next: number
  /** With so many left the next is asked for. */
  aheadAt: number
  /** In the shared bucket, when it was last asked. */
  remaining: number
  fullMs: number
  /** Until when the bucket is empty, where it said so. */
  emptyUntilMs: number
  asking: Promise<void> | undefined
}

export function createLeasedRateLimit({ shared, monotonicMs, keysMax = KEYS_MAX }: LeasedRateLimitOptions): RateLimit {
  /** The longest unrenewed first. */
  const leases = new Map<string, Lease>()
  const leaseOf = (key: string): Lease => {
    const found = leases.get(key)
    if (found) return found
    const made = {
      left: 0,
      endsMs: 0,
      next: firstLease,
      aheadAt: never,
      remaining: 0,
      fullMs: 0,
      emptyUntilMs: 0,
      asking: undefined,
    }
    leases.set(key, made)
    if (leases.size > keysMax) leases.delete(leases.keys().next().value!)
    return made
  }
  const leftOf = ({ left, endsMs }: Lease): number => (endsMs > monotonicMs() ? left : 0)
  const ask = async (key: string, rate: Rate, lease: Lease): Promise<void> => {
    const most = Math.max(1, Math.min(lease.next, leaseMax, Math.floor(rate.burst / leaseShare)))
    const taken = await shared.take(key, rate, Math.max(1, most - leftOf(lease)))
    const nowMs = monotonicMs()
    lease.left = leftOf(lease) + taken.taken
    lease.endsMs = nowMs + leaseMs
    lease.next = most * 2
    lease.aheadAt = lease.left >= aheadFrom ? Math.floor(lease.left / 4) : never
    lease.remaining = taken.remaining
    lease.fullMs = nowMs + taken.resetMs
    lease.emptyUntilMs = taken.admitted ? 0 : nowMs + taken.retryMs
    leases.delete(key)
    leases.set(key, lease)
  }
  /** One question at a time for each key, however many wait for it. */
  const renew = (key: string, rate: Rate, lease: Lease): Promise<void> =>
    (lease.asking ??= ask(key, rate, lease).finally(() => (lease.asking = undefined)))

  /** So that nobody waits whose lease goes on: where this fails, whoever finds nothing left asks, and is told why. */
  const askAhead = (key: string, rate: Rate, lease: Lease): void => void renew(key, rate, lease).catch(() => undefined)

  const admitNow = (key: string, rate: Rate): Admission | undefined => {
    const lease = leases.get(key)
    if (!lease) return undefined
    const nowMs = monotonicMs()
    const resetMs = Math.max(0, Math.ceil(lease.fullMs - nowMs))
    if (lease.left > 0 && lease.endsMs > nowMs) {
      lease.left -= 1
      if (lease.left === lease.aheadAt && lease.emptyUntilMs <= nowMs) askAhead(key, rate, lease)
      return { admitted: true, remaining: lease.remaining + lease.left, resetMs }
    }
    // Whoever goes on asking while there is nothing costs no question either.
    if (lease.emptyUntilMs <= nowMs) return undefined
    return { admitted: false, remaining: 0, resetMs, retryMs: Math.max(1, Math.ceil(lease.emptyUntilMs - nowMs)) }
  }
  const admit = async (key: string, rate: Rate): Promise<Admission> => {
    for (;;) {
      const admission = admitNow(key, rate)
      if (admission) return admission
      // Of those who waited for the same lease, some may have come too late for it: they wait for the next.
      await renew(key, rate, leaseOf(key))
    }
  }
  return {
    admitNow,
    admit,
    admitAll: (asked) => admitEach(admit, asked),
    async take(key, rate, most) {
      assertMost(most)
      return shared.take(key, rate, most)
    },
  }
}
