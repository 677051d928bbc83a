/** Slows down guessing: after some failures an account takes no more tries from there, while its owner elsewhere goes on. */
import { Rejected } from '../../kernel/rejection.ts'

export type SignInThrottle = {
  /** Throws `Rejected` (too many) while the pair has to wait. */
  assertOpen(account: string, address: string): void
  failed(account: string, address: string): void
  succeeded(account: string, address: string): void
}

const failuresMax = 5
const windowMs = 900_000
/** NIST SP 800-63B: at most 100 failures in a row for one account, wherever they come from; known places still get in. */
const failuresOfAccountMax = 100
const accountWindowMs = 86_400_000
/** What is remembered at most; the oldest are forgotten first. */
const rememberedMax = 50_000

type Failures = { count: number; readonly sinceMs: number }

export function signInThrottle(monotonicMs: () => number): SignInThrottle {
  const pairs = new Map<string, Failures>()
  const accounts = new Map<string, Failures>()
  const known = new Map<string, true>()

  const current = (failures: Map<string, Failures>, key: string, lifeMs: number): Failures | undefined => {
    const found = failures.get(key)
    if (!found || monotonicMs() - found.sinceMs < lifeMs) return found
    failures.delete(key)
    return undefined
  }
  const count = (failures: Map<string, Failures>, key: string, lifeMs: number): void => {
    const found = current(failures, key, lifeMs)
    if (found) found.count += 1
    else remember(failures, key, { count: 1, sinceMs: monotonicMs() })
  }
  const refuseFor = (found: Failures, lifeMs: number): never => {
    const retryAfterSeconds = Math.max(1, Math.ceil((found.sinceMs + lifeMs - monotonicMs()) / 1_000))
    throw new Rejected({
      kind: 'too-many',
      code: 'auth/too-many-failures',
      detail: 'Signing in failed too often. Wait, or reset the password by mail.',
      facts: { retryAfterSeconds },
    })
  }
  return {
    assertOpen(account, address) {
      const pair = `${account} ${placeOf(address)}`
      const ofPair = current(pairs, pair, windowMs)
      if (ofPair && ofPair.count >= failuresMax) refuseFor(ofPair, windowMs)
      const ofAccount = current(accounts, account, accountWindowMs)
      if (ofAccount && ofAccount.count >= failuresOfAccountMax && !known.has(pair))
        refuseFor(ofAccount, accountWindowMs)
    },
    failed(account, address) {
      count(pairs, `${account} ${placeOf(address)}`, windowMs)
      count(accounts, account, accountWindowMs)
    },
    succeeded(account, address) {
      const pair = `${account} ${placeOf(address)}`
      pairs.delete(pair)
      accounts.delete(account)
      remember(known, pair, true)
    },
  }
}

const remember = <T>(map: Map<string, T>, key: string, value: T): void => {
  map.delete(key)
  map.set(key, value)
  if (map.size > rememberedMax) map.delete(map.keys().next().value!)
}

/** An IPv6 user has a whole /64: its first four groups are the place. */
export const placeOf = (address: string): string => {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '')
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail ? tail.split(':').length : 0
  const filled =
    tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - behind)).fill('0')]
  return [...filled, ...(tail ? tail.split(':') : [])].slice(0, 4).join(':')
}
