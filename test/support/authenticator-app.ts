/** An authenticator app: what a person's phone makes of the address that it is shown (RFC 6238), by its own arithmetic. */
import { createHmac } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The secret of an `otpauth` address, which has it in base32. */
export function secretIn(uri: string): Buffer {
  const text = new URL(uri).searchParams.get('secret') ?? ''
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

/** The six digits that the app shows at a moment. @param atMs  milliseconds since 1970 */
export function codeShown(uri: string, atMs: number): string {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)))
  const mac = createHmac('sha1', secretIn(uri)).update(step).digest()
  return String((mac.readUInt32BE(mac.at(-1)! % 16) % 0x80_00_00_00) % 1_000_000).padStart(6, '0')
}
