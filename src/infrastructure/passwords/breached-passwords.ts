/**
 * The port to passwords that were stolen somewhere and published since, in the ranges of Pwned Passwords: whoever keeps
 * them is told the first five hex digits of a SHA-1, gives what it knows of that range, and learns no more.
 */
import { hash } from 'node:crypto'

export interface BreachedPasswords {
  /** How often it was seen in what was stolen. Rejects with `BreachesUnknown` where that is not to be had now. */
  timesSeen(password: string): Promise<number>
}

/** Nobody could say whether it was. The message says why, and nothing of what was looked for. */
export class BreachesUnknown extends Error {
  override name = 'BreachesUnknown'
}

/** What is looked for: the range that it lies in, and what stands for it there. Upper-case hex, as it is published. */
export type SoughtHash = { readonly prefix: string; readonly suffix: string }

export function soughtHash(password: string): SoughtHash {
  const digest = hash('sha1', password, 'hex').toUpperCase()
  return { prefix: digest.slice(0, prefixLength), suffix: digest.slice(prefixLength) }
}

const prefixLength = 5
const LINE = /^([\dA-F]{35}):(\d{1,12})$/
/** More than a range has, padded, with room to grow to ten times as much: 40 bytes a line, some 1,300 of them now. */
export const rangeBytesMax = 524_288

/**
 * Of a range as it is published, `SUFFIX:TIMES` a line; lines that pad it have 0 times.
 * Throws `BreachesUnknown` where it is none: of whatever else a server answers, nothing follows.
 */
export function timesSeenIn(range: string, { suffix }: Pick<SoughtHash, 'suffix'>): number {
  const lines = range
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
  let times = 0
  for (const line of lines) {
    const [, found, count] = LINE.exec(line) ?? []
    if (found === undefined) throw new BreachesUnknown('What was answered is no range.')
    if (found === suffix) times = Number(count)
  }
  return times
}
