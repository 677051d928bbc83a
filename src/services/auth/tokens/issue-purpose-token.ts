/** Tokens for one purpose: computed, not kept; each for one account, one state of it, and a while. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export type PurposeTokens<Purpose extends string> = {
  /** @param binding  what must not have changed when the token comes back, such as the generation of the password */
  issue(purpose: Purpose, accountId: string, binding: string, endsAtMs: number): string
  /** The account a token claims to be for; nothing is proven by it. */
  accountOf(text: string): string | undefined
  verify(purpose: Purpose, text: string, binding: string, nowMs: number): boolean
}

/** Those that travel by mail. */
export type MailTokens = PurposeTokens<'verify-email' | 'reset-password' | 'change-email' | 'undo-email-change'>
/** Those between the password and what is asked for besides it. */
export type StepTokens = PurposeTokens<'second-factor'>

const FORM = /^(usr_[0-9a-f]{32}|stf_[0-9a-f]{32})\.([0-9a-z]{6,10})\.([\w-]{43})$/

/** @param secret  at least 32 bytes; the same on every node */
export const mailTokens = (secret: Uint8Array): MailTokens => purposeTokens(secret, 'mail tokens')
/** @param secret  at least 32 bytes; the same on every node */
export const stepTokens = (secret: Uint8Array): StepTokens => purposeTokens(secret, 'sign-in steps')

/** @param family  its own key: what is right for one family is nothing to another */
function purposeTokens<Purpose extends string>(secret: Uint8Array, family: string): PurposeTokens<Purpose> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', family, 32))
  const mark = (...parts: string[]): Buffer => createHmac('sha256', key).update(JSON.stringify(parts)).digest()
  return {
    issue(purpose, accountId, binding, endsAtMs) {
      const ends = Math.floor(endsAtMs / 1_000).toString(36)
      return `${accountId}.${ends}.${mark(purpose, accountId, binding, ends).toString('base64url')}`
    },
    accountOf: (text) => FORM.exec(text)?.[1],
    verify(purpose, text, binding, nowMs) {
      const [, accountId, ends, given] = FORM.exec(text) ?? []
      if (accountId === undefined || ends === undefined || given === undefined) return false
      if (!timingSafeEqual(mark(purpose, accountId, binding, ends), Buffer.from(given, 'base64url'))) return false
      return Number.parseInt(ends, 36) * 1_000 > nowMs
    },
  }
}
