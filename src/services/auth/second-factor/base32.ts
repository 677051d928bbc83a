/** Base32 (RFC 4648, section 6), without padding: what authenticator apps read, and people can write down. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Five bits a character; of a last, incomplete five the missing ones are zero. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(held >>> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet[(held << (5 - bits)) & 31]
}
