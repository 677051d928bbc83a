/** Turns an uploaded catalogue, whatever its format, into numbered rows as it streams in. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { boundedGunzip, isGzip, tooLarge } from './bounded-gunzip.ts'
import type { UnpackBounds } from './bounded-gunzip.ts'
import { delimitedRows } from './delimited-rows.ts'
import { guessFormat } from './file-format.ts'
import type { FileFormat, FormatHints } from './file-format.ts'
import { ndjsonParser } from './ndjson.ts'
import type { SourceRow } from './source-row.ts'
import { detectEncoding, utf16ToUtf8 } from './text-encoding.ts'

export type ReadRowsOptions = FormatHints &
  UnpackBounds & {
    /** Where an earlier run of the same file stopped: `row` and `endOffset` of the last row it dealt with. */
    readonly resumeAfter?: { readonly row: number; readonly endOffset: number }
  }

/** Enough to see a header and several rows. */
const HEAD_BYTES = 64 * 1024

type RowParser = {
  readonly push: (chunk: Uint8Array) => readonly SourceRow[]
  readonly end: () => readonly SourceRow[]
}

/**
 * Reads NDJSON, CSV or TSV, also gzipped, in UTF-8, UTF-16 or Windows-1252. What is wrong with one row is that row's
 * `problem`; what is wrong with the file (damaged gzip, too large, a workbook) is thrown as Rejected, after the rows
 * that came before it. Rows of a delimited file are objects keyed by column name.
 */
export const readRows = async function* (
  source: AsyncIterable<Uint8Array>,
  options: ReadRowsOptions,
): AsyncGenerator<SourceRow> {
  const packed = await withHead(source, 2)
  const plain = isGzip(packed.head) ? boundedGunzip(packed.all, options) : limited(packed.all, options)
  const { head, all } = await withHead(plain, HEAD_BYTES)
  const { encoding, bomBytes } = detectEncoding(head)
  const body = skipping(all, bomBytes)
  if (encoding === 'utf-8') {
    yield* parsed(body, head.subarray(bomBytes), options)
    return
  }
  const text = await withHead(transcoded(body, encoding), HEAD_BYTES)
  yield* parsed(text.all, text.head, options)
}

const parsed = async function* (
  text: AsyncIterable<Uint8Array>,
  head: Uint8Array,
  options: ReadRowsOptions,
): AsyncGenerator<SourceRow> {
  const format = guessFormat(head, options)
  if (!format.ok) throw new Rejected(format.rejection)
  const { parser, bytesToSkip } = parserFor(format.value, head, options)
  for await (const chunk of skipping(text, bytesToSkip)) yield* parser.push(chunk)
  yield* parser.end()
}

const parserFor = (format: FileFormat, head: Uint8Array, options: ReadRowsOptions) => {
  const resume = options.resumeAfter
  if (format === 'ndjson') {
    const parser: RowParser = ndjsonParser({ startOffset: resume?.endOffset ?? 0, startRow: resume?.row ?? 0 })
    return { parser, bytesToSkip: resume?.endOffset ?? 0 }
  }
  const table = delimitedRows(head, resume)
  if (!table.ok) throw new Rejected(table.rejection)
  return { parser: table.value satisfies RowParser, bytesToSkip: resume?.endOffset ?? 0 }
}

/** Reads until the head is complete; `all` still yields everything. */
const withHead = async (
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> => {
  const iterator = source[Symbol.asyncIterator]()
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < bytes) {
    const next = await iterator.next()
    if (next.done === true) break
    chunks.push(next.value)
    length += next.value.length
  }
  const head = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      while (true) {
        const next = await iterator.next()
        if (next.done === true) return
        yield next.value
      }
    } finally {
      await iterator.return?.()
    }
  }
  return { head: head.subarray(0, Math.max(bytes, HEAD_BYTES)), all: all() }
}

const skipping = async function* (source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes
  for await (const chunk of source) {
    const skipped = Math.min(left, chunk.length)
    left -= skipped
    if (skipped < chunk.length) yield chunk.subarray(skipped)
  }
}

const limited = async function* (source: AsyncIterable<Uint8Array>, bounds: UnpackBounds): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of source) {
    bytes += chunk.length
    if (bytes > bounds.unpackedBytesMax) throw new Rejected(tooLarge(bounds.unpackedBytesMax) satisfies Rejection)
    yield chunk
  }
}

const transcoded = async function* (
  source: AsyncIterable<Uint8Array>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array> {
  const transcoder = utf16ToUtf8(encoding)
  for await (const chunk of source) yield transcoder.push(chunk)
  yield transcoder.end()
}
