/** The list of common passwords out of a file of sorted digests: nothing of it is read before somebody chooses a password. */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { digestBytes, type PopularPasswords } from './popular-passwords.ts'

/** Many times what there is: a file that somebody mistook for it is refused instead of kept in memory. */
const fileBytesMax = 4_194_304

/** @param file  as `writeDigests` makes it; its reader rejects where it is none. */
export function createFilePopularPasswords(file: URL | string): PopularPasswords {
  let reading: Promise<(bare: string) => boolean> | undefined
  return {
    read() {
      reading ??= readFile(file)
        .then(isAmong)
        .catch((error: unknown) => {
          // Whatever was in the way may be gone when the next one asks.
          reading = undefined
          throw error
        })
      return reading
    },
  }
}

/** One behind the other, sorted, each once. */
export function writeDigests(texts: Iterable<string>): Buffer {
  const digests = new Set(Array.from(texts, digestOf))
  const bytes = Buffer.alloc(digests.size * digestBytes)
  for (const [at, digest] of [...digests].toSorted((a, b) => a - b).entries())
    bytes.writeUIntBE(digest, at * digestBytes, digestBytes)
  return bytes
}

const digestOf = (text: string): number => hash('sha256', text, 'buffer').readUIntBE(0, digestBytes)

function isAmong(bytes: Buffer): (text: string) => boolean {
  if (bytes.length === 0 || bytes.length % digestBytes !== 0 || bytes.length > fileBytesMax)
    throw new Error(`A list of common passwords has digests of ${digestBytes} bytes; this file does not.`)
  return (text) => {
    const wanted = digestOf(text)
    let [from, to] = [0, bytes.length / digestBytes]
    while (from < to) {
      const middle = (from + to) >>> 1
      const found = bytes.readUIntBE(middle * digestBytes, digestBytes)
      if (found === wanted) return true
      if (found < wanted) from = middle + 1
      else to = middle
    }
    return false
  }
}
