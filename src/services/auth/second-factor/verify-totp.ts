/** Time-based one-time passwords (RFC 6238 over RFC 4226): what an authenticator app and we compute from one secret. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { base32 } from './base32.ts'

/** What every authenticator app takes; of other values some apps show wrong codes without a word. */
const defaults = { algorithm: 'sha1', digits: 6 } as const
const stepSeconds = 30
/** Steps before and after the present one that are taken, for clocks that differ and people who type (RFC 6238, 5.2). */
const toleratedSteps = 1
/** As long as the output of SHA-1 (RFC 4226, requirement R6). */
const secretBytes = 20
const issuer = 'FoodXchange'

export const newTotpSecret = (): Uint8Array => randomBytes(secretBytes)

/** The step of thirty seconds that an instant lies in. @param atMs  milliseconds since 1970 */
export const stepAt = (atMs: number): number => Math.floor(atMs / 1_000 / stepSeconds)

/** The code of a step: HMAC of the counter, dynamically truncated (RFC 4226, section 5.3). */
export function totp(
  secret: Uint8Array,
  step: number,
  { algorithm, digits }: { readonly algorithm: 'sha1' | 'sha256' | 'sha512'; readonly digits: number } = defaults,
): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac(algorithm, secret).update(counter).digest()
  const offset = mac.at(-1)! & 15
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** The newest tolerated step whose code this is; null for a wrong one. Every step is looked at, whichever it is. */
export function stepOfCode(secret: Uint8Array, code: string, atMs: number): number | null {
  const present = stepAt(atMs)
  let found: number | null = null
  for (let step = present - toleratedSteps; step <= present + toleratedSteps; step += 1) {
    const expected = Buffer.from(totp(secret, step))
    const given = Buffer.from(code)
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step
  }
  return found
}

/** What an app reads from a QR code (the `otpauth` scheme of Google Authenticator's Key Uri Format). */
export function totpUri(secret: Uint8Array, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${issuer}&algorithm=SHA1&digits=${defaults.digits}&period=${stepSeconds}`
}
