/** Slows down guessing: after some failures an account takes no more tries from there, while its owner elsewhere goes on. */
import { placeOf } from '../../kernel/place-of-address.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { windowCounter, type WindowCounter } from './window-counter.ts'

export type SignInThrottle = {
  /** Throws `Rejected` (too many) while the pair has to wait. */
  assertOpen(account: string, address: string): void
  failed(account: string, address: string): void
  succeeded(account: string, address: string): void
  /** After its password was reset by mail an account starts anew from everywhere. */
  reset(account: string): void
}

const failuresMax = 5
const windowMs = 900_000
/** NIST SP 800-63B: at most 100 failures in a row for one account, wherever they come from; known places still get in. */
const failuresOfAccountMax = 100
const accountWindowMs = 86_400_000
const knownForMs = 30 * 86_400_000

export function signInThrottle(monotonicMs: () => number): SignInThrottle {
  const pairs = windowCounter(windowMs, monotonicMs)
  const accounts = windowCounter(accountWindowMs, monotonicMs)
  const known = windowCounter(knownForMs, monotonicMs)

  const refuseAbove = (counter: WindowCounter, key: string, max: number): void => {
    const { count, leftMs } = counter.read(key)
    if (count >= max) throw new Rejected(tooManyFailures(leftMs))
  }
  const pairOf = (account: string, address: string): string => `${account} ${placeOf(address)}`
  return {
    assertOpen(account, address) {
      const pair = pairOf(account, address)
      refuseAbove(pairs, pair, failuresMax)
      if (known.read(pair).count === 0) refuseAbove(accounts, account, failuresOfAccountMax)
    },
    failed(account, address) {
      pairs.add(pairOf(account, address))
      accounts.add(account)
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
