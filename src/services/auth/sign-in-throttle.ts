/** Slows down guessing: after some failures an account takes no more tries from there, while its owner elsewhere goes on. */
import { placeOf } from '../../kernel/place-of-address.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { windowCounter, type WindowCounter } from './window-counter.ts'

export type SignInThrottle = {
  /**
   * Has somebody prove who they are. Throws `Rejected` (too many) while the pair has to wait; tries that run side by
   * side count as failures until it is known what they are, so that no more of them run than may still fail. What
   * `prove` throws counts for nothing.
   */
  guard<Proof extends Proven>(account: string, address: string, prove: () => Promise<Proof>): Promise<Proof>
  succeeded(account: string, address: string): void
  /** After its password was reset by mail an account starts anew from everywhere. */
  reset(account: string): void
}

export type Proven = { readonly isRight: boolean }

const failuresMax = 5
const windowMs = 900_000
/** NIST SP 800-63B: at most 100 failures in a row for one account, wherever they come from; known places still get in. */
const failuresOfAccountMax = 100
const accountWindowMs = 86_400_000
const knownForMs = 30 * 86_400_000
/** Tries of a pair that wait for those under way: somebody's own programs, which start together. */
const waitingMax = 20

/** Of a pair. */
type UnderWay = { running: number; readonly waiting: (() => void)[] }

export function signInThrottle(monotonicMs: () => number): SignInThrottle {
  const pairs = windowCounter(windowMs, monotonicMs)
  const accounts = windowCounter(accountWindowMs, monotonicMs)
  const known = windowCounter(knownForMs, monotonicMs)
  const underWay = new Map<string, UnderWay>()
  const runningOf = new Map<string, number>()

  const refuseAbove = (counter: WindowCounter, key: string, max: number): void => {
    const { count, leftMs } = counter.read(key)
    if (count >= max) throw new Rejected(tooManyFailures(leftMs))
  }
  const pairOf = (account: string, address: string): string => `${account} ${placeOf(address)}`
  /** Waits while all that may still fail are under way. */
  const enter = async (account: string, pair: string): Promise<void> => {
    for (;;) {
      refuseAbove(pairs, pair, failuresMax)
      const running = runningOf.get(account) ?? 0
      if (known.read(pair).count === 0) refuseAbove(accounts, account, failuresOfAccountMax - running)
      const own = underWay.get(pair) ?? { running: 0, waiting: [] }
      if (own.running + pairs.read(pair).count < failuresMax) {
        own.running += 1
        underWay.set(pair, own)
        runningOf.set(account, running + 1)
        return
      }
      if (own.waiting.length >= waitingMax) throw new Rejected(tooManyFailures(0))
      await new Promise<void>((resolve) => own.waiting.push(resolve))
    }
  }
  const leave = (account: string, pair: string): void => {
    const own = underWay.get(pair)!
    own.running -= 1
    if (own.running === 0) underWay.delete(pair)
    // Each looks for itself whether there is room, and waits again where there is none.
    for (const wake of own.waiting.splice(0)) wake()
    const running = runningOf.get(account)! - 1
    if (running === 0) runningOf.delete(account)
    else runningOf.set(account, running)
  }
  return {
    async guard(account, address, prove) {
      const pair = pairOf(account, address)
      await enter(account, pair)
      try {
        const proven = await prove()
        if (!proven.isRight) {
          pairs.add(pair)
          accounts.add(account)
        }
        return proven
      } finally {
        leave(account, pair)
      }
    },
    succeeded(account, address) {
      const pair = pairOf(account, address)
      pairs.clear(pair)
      accounts.clear(account)
      known.add(pair)
    },
    reset: (account) => accounts.clear(account),
  }
}

/** @param leftMs  until it is forgotten */
export const tooManyFailures = (leftMs: number): Rejection => ({
  kind: 'too-many',
  code: 'auth/too-many-failures',
  detail: 'Signing in failed too often. Wait, or reset the password by mail.',
  facts: { retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1_000)) },
})

/** What failures to sign in to an account are counted by, whichever of its proofs was wrong. */
export const guardedAs = (kind: 'user' | 'staff', emailDigest: string): string => `${kind} ${emailDigest}`
