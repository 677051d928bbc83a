/** Cuts a stream of bytes into records at line ends outside quotes, in bounded memory, and finds its way back after a broken quote. */

export type SplitRecord =
  | { readonly endOffset: number; readonly bytes: Uint8Array }
  | { readonly endOffset: number; readonly broken: 'too long' | 'unclosed quote' }

export type RecordSplitter = {
  /** The records that end within this chunk. Their bytes are views, to be read before the next push. */
  readonly push: (chunk: Uint8Array) => SplitRecord[]
  /** The last record, where the file does not end in a line end. */
  readonly end: () => SplitRecord[]
}

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20

const FIELD_START = 0
const PLAIN = 1
const QUOTED = 2
/** Either the cell's end or the first of two quotes that mean one. */
const AFTER_QUOTE = 3
const CLOSED = 4

/** How much may be read a second time to recover from broken quotes; beyond it, a broken record is refused whole. */
const RESCANNED_BYTES_MAX = 64 * 1024 * 1024

/**
 * @param separator  the byte between fields; undefined where quotes mean nothing (NDJSON)
 * @param bytesMax   a record longer than this is reported as broken and skipped, not kept
 */
export const recordSplitter = (options: {
  readonly separator: number | undefined
  readonly bytesMax: number
  readonly startOffset?: number
}): RecordSplitter => {
  const { separator, bytesMax } = options
  const quotes = separator !== undefined
  let buffer: Uint8Array = new Uint8Array(0)
  let bufferOffset = options.startOffset ?? 0
  let start = 0
  let position = 0
  let state = FIELD_START
  let stray = false
  let discarding = false
  let rescanned = 0

  const firstLineEnd = (end: number): number => {
    for (let at = start; at < end; at++) {
      if (buffer[at] === LF) return at
      if (buffer[at] === CR) return buffer[at + 1] === LF ? at + 1 : at
    }
    return -1
  }
  const startRecordAt = (next: number): void => {
    start = next
    position = next
    state = FIELD_START
    stray = false
    discarding = false
  }
  /** A quote that was never closed swallows the rest of the file: give up its first line only and read on after it. */
  const recovered = (end: number): SplitRecord | undefined => {
    const lineEnd = firstLineEnd(end)
    if (lineEnd === -1 || lineEnd >= end || rescanned > RESCANNED_BYTES_MAX) return undefined
    rescanned += end - lineEnd
    startRecordAt(lineEnd + 1)
    return { endOffset: bufferOffset + start, broken: 'unclosed quote' }
  }
  const recordEndingAt = (end: number, next: number): SplitRecord => {
    const again = stray && !discarding ? recovered(end) : undefined
    if (again !== undefined) return again
    const endOffset = bufferOffset + next
    const record: SplitRecord =
      discarding || end - start > bytesMax
        ? { endOffset, broken: 'too long' }
        : { endOffset, bytes: buffer.subarray(start, end) }
    startRecordAt(next)
    return record
  }
  /** Moves to the next unquoted line end; false where the buffer ends first. */
  const seekLineEnd = (): boolean => {
    const bytes = buffer
    const end = bytes.length
    while (position < end) {
      if (state === QUOTED && !discarding) {
        const quote = bytes.indexOf(QUOTE, position)
        position = quote === -1 ? end : quote + 1
        if (quote !== -1) state = AFTER_QUOTE
        continue
      }
      const byte = bytes[position]!
      if (byte === LF || byte === CR) return true
      if (quotes) {
        if (byte === separator) state = FIELD_START
        else if (byte === SPACE) state = state === AFTER_QUOTE ? CLOSED : state
        else if (byte === QUOTE && (state === FIELD_START || state === AFTER_QUOTE)) state = QUOTED
        else {
          if (state === AFTER_QUOTE || state === CLOSED) stray = true
          state = PLAIN
        }
      }
      position++
    }
    return false
  }
  const drain = (final: boolean): SplitRecord[] => {
    const records: SplitRecord[] = []
    while (true) {
      if (seekLineEnd()) {
        const carriageReturn = buffer[position] === CR
        // Whether a line feed follows is only known with the next chunk.
        if (carriageReturn && position + 1 === buffer.length && !final) return records
        const next = carriageReturn && buffer[position + 1] === LF ? position + 2 : position + 1
        records.push(recordEndingAt(position, next))
        continue
      }
      if (position - start <= bytesMax) return records
      const again = state === QUOTED ? recovered(position) : undefined
      if (again !== undefined) {
        records.push(again)
        continue
      }
      discarding = true
      start = position
      return records
    }
  }
  return {
    push: (chunk) => {
      bufferOffset += start
      const rest = buffer.subarray(start)
      position -= start
      start = 0
      buffer = rest.length === 0 ? chunk : joined(rest, chunk)
      return drain(false)
    },
    end: () => {
      const records = drain(true)
      while (start < buffer.length || discarding) {
        const unclosed = state === QUOTED && !discarding
        const record = (unclosed ? recovered(buffer.length) : undefined) ?? recordEndingAt(buffer.length, buffer.length)
        const whole = start === buffer.length
        records.push(unclosed && whole ? { endOffset: record.endOffset, broken: 'unclosed quote' } : record)
        records.push(...drain(true))
      }
      return records
    },
  }
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
