/** Passwords by argon2id in native code, on few threads: 19 MiB, two passes, one lane, as OWASP has it. */
import { hash, verify } from '@node-rs/argon2'
import { Rejected } from '../../kernel/rejection.ts'
import { hashingQueueMax, type PasswordHasher } from './password-hasher.ts'

// Source: OWASP Password Storage Cheat Sheet. The library's names for algorithms are types only; 2 is argon2id.
const owasp: HashingEffort = { memoryKib: 19_456, passes: 2 }

/** What one hash takes: memory in KiB (8 at least) and passes over it (1 at least). */
export type HashingEffort = { readonly memoryKib: number; readonly passes: number }

/** What an unknown account's password is compared with: the hash, at the same cost, of 32 bytes that nobody kept. */
export const nobodys =
  '$argon2id$v=19$m=19456,t=2,p=1$NfxeEhtMpERsFjohF645kg$u6J4VKOyoezJSsKaATwjaX7Ay4OMyX9FSj0UDEwK89A'

/**
 * @param atOnce  how many are computed side by side; each takes a thread of the pool that files are read on, too
 * @param effort  what a new hash takes: less than the default is for tests of something else, which hash all the time
 */
export function createArgon2PasswordHasher(atOnce = 2, effort: HashingEffort = owasp): PasswordHasher {
  const cost = { algorithm: 2, memoryCost: effort.memoryKib, timeCost: effort.passes, parallelism: 1 } as const
  const waiting: (() => void)[] = []
  let running = 0
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= hashingQueueMax) throw new Rejected(busy)
      await new Promise<void>((go) => waiting.push(go))
    } else running += 1
    try {
      return await work()
    } finally {
      // The turn is handed on, not given back and taken again: nobody can slip in between.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: (kept, password) => inTurn(async () => (await verify(kept ?? nobodys, password)) && kept !== undefined),
  }
}

const busy = {
  kind: 'unavailable',
  code: 'passwords/busy',
  detail: 'Too many are signing in at this moment. Try again in a second.',
  facts: { retryAfterSeconds: 1 },
} as const
