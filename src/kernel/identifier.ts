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
  const time = unixMs.toString(16).padStart(12, '0')
  const tail = [0x70 | (random[0]! & 0x0f), random[1]!, 0x80 | (random[2]! & 0x3f), ...random.subarray(3, 10)]
  return `${prefix}_${time}${tail.map((byte) => HEX[byte]).join('')}`
}

/** Whether a text is an id of that kind; says nothing about whether it exists. */
export const isIdentifier = (prefix: string, text: string): boolean =>
  text.length === prefix.length + 33 && text.startsWith(`${prefix}_`) && /^[0-9a-f]{32}$/.test(text.slice(-32))
