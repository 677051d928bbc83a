/** Decides whether an upload is NDJSON or a table, by what it says of itself and by how it begins. */
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'

export type FileFormat = 'ndjson' | 'delimited'

export type FormatHints = {
  readonly contentType?: string
  readonly fileName?: string
}

const NDJSON_TYPES = ['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/json-lines']
const TABLE_TYPES = ['text/csv', 'application/csv', 'text/tab-separated-values']

/** The beginning decides where it can; type and name decide the rest. @param head without byte order mark, as UTF-8 */
export const guessFormat = (head: Uint8Array, hints: FormatHints): Result<FileFormat, Rejection> => {
  if (head.length === 0) return unreadable('import/empty-file', 'The file is empty.')
  const foreign = FOREIGN.find(({ magic }) => magic.every((byte, index) => head[index] === byte))
  if (foreign !== undefined) return unreadable('import/unknown-format', foreign.detail)
  const first = firstSign(head)
  if (first === '{') return accept('ndjson')
  const type = (hints.contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
  const name = (hints.fileName ?? '').toLowerCase().replace(/\.gz$/, '')
  const saysJson = NDJSON_TYPES.includes(type) || /\.(ndjson|jsonl|json)$/.test(name)
  if (first === '[' && (saysJson || type === 'application/json' || !TABLE_TYPES.includes(type))) {
    return unreadable(
      'import/json-array',
      'The file is a JSON array; send one object per line (NDJSON), for instance with: jq -c ".[]" file.json',
    )
  }
  return accept(saysJson ? 'ndjson' : 'delimited')
}

const unreadable = (code: Rejection['code'], detail: string) => reject({ kind: 'malformed', code, detail })

const firstSign = (head: Uint8Array): string => {
  for (const byte of head)
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return String.fromCharCode(byte)
  return ''
}

const FOREIGN: readonly { readonly magic: readonly number[]; readonly detail: string }[] = [
  { magic: [0x50, 0x4b], detail: 'The file is a zip archive or an Excel workbook; save the sheet as "CSV UTF-8".' },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], detail: 'The file is an old Excel workbook; save the sheet as "CSV UTF-8".' },
  { magic: [0x25, 0x50, 0x44, 0x46], detail: 'The file is a PDF; send the catalogue as CSV, TSV or NDJSON.' },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], detail: 'The file is packed with Zstandard; send it plain or as gzip.' },
  { magic: [0x42, 0x5a, 0x68], detail: 'The file is packed with bzip2; send it plain or as gzip.' },
  { magic: [0xfd, 0x37, 0x7a, 0x58], detail: 'The file is packed with xz; send it plain or as gzip.' },
]
