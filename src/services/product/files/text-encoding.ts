/** Finds out in which encoding a supplier's file was written, and decodes it without losing a letter. */

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Windows-1252 where it differs from Latin-1 (WHATWG Encoding index); runtimes disagree on these 27 characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const latin1 = new TextDecoder('latin1')

/** Reads the byte order mark, and recognises UTF-16 without one by its zero bytes. */
export const detectEncoding = (head: Uint8Array): { readonly encoding: TextEncoding; readonly bomBytes: number } => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bomBytes: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bomBytes: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bomBytes: 2 }
  const sample = head.subarray(0, 1024)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte === 0 && index % 2 === 0) even += 1
    if (byte === 0 && index % 2 === 1) odd += 1
  }
  // Mostly western text: every second byte is zero. Real UTF-8 catalogues hold no zero byte at all.
  if (odd > sample.length * 0.3 && even === 0) return { encoding: 'utf-16le', bomBytes: 0 }
  if (even > sample.length * 0.3 && odd === 0) return { encoding: 'utf-16be', bomBytes: 0 }
  return { encoding: 'utf-8', bomBytes: 0 }
}

/** Turns chunks of UTF-16 into chunks of UTF-8, whatever the chunk borders cut through. */
export const utf16ToUtf8 = (
  encoding: 'utf-16le' | 'utf-16be',
): { push: (chunk: Uint8Array) => Uint8Array; end: () => Uint8Array } => {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const encoder = new TextEncoder()
  return {
    push: (chunk) => encoder.encode(decoder.decode(chunk, { stream: true })),
    end: () => encoder.encode(decoder.decode()),
  }
}

/**
 * Decodes one row: UTF-8, or Windows-1252 where the bytes are not UTF-8. Row by row, because catalogues that were
 * pasted together from two programs exist, and a wrong guess from the head would spoil the names of the rest.
 */
export const decodeRow = (bytes: Uint8Array): { readonly text: string; readonly legacy: boolean } => {
  const text = utf8.decode(bytes)
  if (!text.includes('\uFFFD') || hasReplacementCharacter(bytes)) return { text, legacy: false }
  const western = latin1.decode(bytes).replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80]!)
  return { text: western, legacy: true }
}

const hasReplacementCharacter = (bytes: Uint8Array): boolean => {
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1)) {
    if (bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true
  }
  return false
}
