/** Challenges that devices sign: computed, not kept, each for one purpose, one account where it is known, and five minutes. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

export type ChallengePurpose = 'add' | 'sign-in'

export type Challenges = {
  /** @param accountId  whose key it is to be; '' while nobody knows who signs in */
  issue(purpose: ChallengePurpose, accountId: string, nowMs: number): string
  /** Until when it is good, in milliseconds since 1970; undefined for one that is over, or is not ours. */
  endOf(purpose: ChallengePurpose, accountId: string, challenge: string, nowMs: number): number | undefined
}

/** As long as a person takes to find the device. */
export const challengeLifeMs = 300_000
const randomLength = 16
const timeLength = 6
const markLength = 16

/** @param secret  at least 32 bytes; the same on every node */
export function challenges(secret: Uint8Array): Challenges {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'passkey challenges', 32))
  const markOf = (purpose: ChallengePurpose, accountId: string, head: Buffer): Buffer =>
    createHmac('sha256', key).update(`${purpose}\n${accountId}\n`).update(head).digest().subarray(0, markLength)
  return {
    issue(purpose, accountId, nowMs) {
      const ends = Buffer.alloc(timeLength)
      ends.writeUIntBE(nowMs + challengeLifeMs, 0, timeLength)
      const head = Buffer.concat([randomBytes(randomLength), ends])
      return Buffer.concat([head, markOf(purpose, accountId, head)]).toString('base64url')
    },
    endOf(purpose, accountId, challenge, nowMs) {
      const bytes = Buffer.from(challenge, 'base64url')
      // Also a text of other bits that nobody reads would be another challenge.
      if (bytes.length !== randomLength + timeLength + markLength || bytes.toString('base64url') !== challenge)
        return undefined
      const head = bytes.subarray(0, randomLength + timeLength)
      if (!timingSafeEqual(markOf(purpose, accountId, head), bytes.subarray(head.length))) return undefined
      const endsAtMs = head.readUIntBE(randomLength, timeLength)
      return endsAtMs > nowMs ? endsAtMs : undefined
    },
  }
}
