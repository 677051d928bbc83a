/** Codes on paper for whoever has lost their authenticator: random, each good once, kept as digests. */
import { createHash, randomBytes } from 'node:crypto'
import { base32 } from './base32.ts'

export const recoveryCodesMax = 10
/** 120 bits: beyond guessing whoever has the digests, so that no slow hash is needed (ASVS 6.5.2 asks for 112). */
const codeBytes = 15

export type RecoveryCodes = { readonly codes: readonly string[]; readonly digests: readonly string[] }

export function newRecoveryCodes(): RecoveryCodes {
  const codes = Array.from({ length: recoveryCodesMax }, () =>
    base32(randomBytes(codeBytes))
      .toLowerCase()
      .replaceAll(/(.{6})(?=.)/g, '$1-'),
  )
  return { codes, digests: codes.map(recoveryDigest) }
}

/** Undefined for what is no recovery code by its form. Dashes, spaces and case are whatever was typed. */
export function readRecoveryCode(text: string): string | undefined {
  const bare = text.replaceAll(/[\s-]/g, '').toLowerCase()
  return /^[a-z2-7]{24}$/.test(bare) ? bare : undefined
}

/** How a code is kept. */
export const recoveryDigest = (code: string): string =>
  createHash('sha256').update(code.replaceAll('-', '')).digest('base64url')
