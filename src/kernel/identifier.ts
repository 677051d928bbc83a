/** Identifiers sort by the time they were made and say by their prefix what they name. */

/** Gives a new id such as `ord_0199c2f4e5a17b3c8d2e4f60718293a4`. Given to whoever needs ids, never imported. */
export type NewId = (prefix: string) => string

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/**
 * A UUIDv7 (RFC 9562 §5.7) without dashes, behind a prefix.
 * @param prefix  three lower-case letters naming the kind
 * @param unixMs  milliseconds since 1970
 * @param random  ten random bytes
 */
export const identifier = (prefix: string, unixMs: number, random: Uint8Array): string => {
  const high = Math.floor(unixMs / 0x1000000)
  const low = unixMs % 0x1000000
  // Byte by byte: numbers above 2³¹ are written in hexadecimal the slow way.
  let text = `${prefix}_${HEX[(high >> 16) & 0xff]}${HEX[(high >> 8) & 0xff]}${HEX[high & 0xff]}${HEX[low >> 16]}${HEX[(low >> 8) & 0xff]}${HEX[low & 0xff]}`
  text += HEX[0x70 | (random[0]! & 0x0f)]! + HEX[random[1]!]! + HEX[0x80 | (random[2]! & 0x3f)]!
  for (let at = 3; at < 10; at += 1) text += HEX[random[at]!]!
  return text
}

/** Whether a text is an id of that kind; says nothing about whether it exists. */
export const isIdentifier = (prefix: string, text: string): boolean =>
  text.length === prefix.length + 33 && text.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(text.slice(-32))
