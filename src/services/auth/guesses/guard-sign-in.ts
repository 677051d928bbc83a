/** Slows down guessing: after some failures an account takes no more tries from there, while its owner elsewhere goes on. */
import { placeOf } from '../../../kernel/place-of-address.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Begun, Tries, TryLimit } from '../../../infrastructure/tries/tries.ts'

export type SignInThrottle = {
  /**
   * Has somebody prove who they are. Throws `Rejected` (too many) while the pair has to wait; tries that run side by
   * side count as failures until it is known what they are, so that no more of them run than may still fail. What
   * `prove` throws counts for nothing.
   */
  guard<Proof extends Proven>(account: string, address: string, prove: () => Promise<Proof>): Promise<Proof>
  succeeded(account: string, address: string): Promise<void>
  /** After its password was reset by mail an account starts anew from everywhere. */
  reset(account: string): Promise<void>
}

export type Proven = { readonly isRight: boolean }

const fromPlace = { failuresMax: 5, windowMs: 900_000 }
/** NIST SP 800-63B: at most 100 failures in a row for one account, wherever they come from; known places still get in. */
const fromAnywhere = { key: 'anywhere', failuresMax: 100, windowMs: 86_400_000 }
const knownForMs = 30 * 86_400_000
/** Tries of a pair that wait for those under way: somebody's own programs, which start together. */
const waitingMax = 20
/** Who waits is woken by tries that end in this process, and looks by himself for those that end in others. */
const lookAgainMs = 100
const looksMax = 200

/** The place has to stand before what holds anywhere: by it alone tries wait for each other. */
const limitsOf = (address: string): readonly TryLimit[] => {
  const place = placeOf(address)
  return [
    { ...fromPlace, key: place },
    { ...fromAnywhere, unlessNoted: noteOf(place) },
  ]
}
const noteOf = (place: string): string => `known ${place}`

export function guardSignIn(tries: Tries): SignInThrottle {
  /** By pair: who waits, in this process. */
  const waiting = new Map<string, Set<() => void>>()

  const waitForRoom = async (pair: string): Promise<void> => {
    const others = waiting.get(pair) ?? new Set()
    if (others.size >= waitingMax) throw new Rejected(tooManyFailures(0))
    waiting.set(pair, others)
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, lookAgainMs)
    others.add(resolve)
    await promise
    clearTimeout(timer)
    others.delete(resolve)
    if (others.size === 0) waiting.delete(pair)
  }
  const begin = async (account: string, address: string, pair: string): Promise<Begun> => {
    const limits = limitsOf(address)
    for (let looks = 0; looks < looksMax; looks += 1) {
      const begun = await tries.begin(account, limits)
      if (begun.isBegun) return begun
      if (!begun.mayPass) throw new Rejected(tooManyFailures(begun.leftMs))
      if (begun.key === fromAnywhere.key) break
      await waitForRoom(pair)
    }
    throw new Rejected(tooManyFailures(0))
  }
  return {
    async guard(account, address, prove) {
      const pair = JSON.stringify([account, placeOf(address)])
      const { end } = await begin(account, address, pair)
      let isInVain = false
      try {
        const proven = await prove()
        isInVain = !proven.isRight
        return proven
      } finally {
        await end(isInVain)
        // Each looks for itself whether there is room, and waits again where there is none.
        for (const wake of waiting.get(pair) ?? []) wake()
      }
    },
    async succeeded(account, address) {
      const place = placeOf(address)
      await tries.forget(account, [place, fromAnywhere.key])
      await tries.note(account, noteOf(place), knownForMs)
    },
    reset: (account) => tries.forget(account, [fromAnywhere.key]),
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
