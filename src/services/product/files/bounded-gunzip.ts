/** Unpacks gzip without trusting it: a small body that grows without end is stopped, not waited for. */
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Rejected } from '../../../kernel/rejection.ts'

export type UnpackBounds = {
  /** Unpacked bytes of one file. */
  readonly unpackedBytesMax: number
  /** Unpacked bytes for one packed byte; catalogues reach 5 to 20, a zip bomb 1,000. */
  readonly unpackRatioMax: number
}

/** Below this much, a high ratio harms nobody (a table of blanks). */
const RATIO_FREE_BYTES = 16 * 1024 * 1024

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** Yields the unpacked chunks; throws Rejected where the data is damaged or beyond the bounds. */
export const boundedGunzip = async function* (
  source: AsyncIterable<Uint8Array>,
  bounds: UnpackBounds,
): AsyncGenerator<Uint8Array> {
  let packed = 0
  let unpacked = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      packed += chunk.length
      yield chunk
    }
  }
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  // The error reaches the reader of gunzip below; the callback only keeps it from being thrown twice.
  pipeline(Readable.from(counted(), { objectMode: false, highWaterMark: 64 * 1024 }), gunzip, () => undefined)
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length
      if (unpacked > bounds.unpackedBytesMax) throw new Rejected(tooLarge(bounds.unpackedBytesMax))
      if (unpacked > RATIO_FREE_BYTES && unpacked > packed * bounds.unpackRatioMax) throw new Rejected(bomb(bounds))
      yield chunk
    }
  } catch (error) {
    if (isZlibError(error)) throw new Rejected(damaged(error.code))
    throw error
  }
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

export const tooLarge = (bytesMax: number) =>
  ({
    kind: 'invalid',
    code: 'import/file-too-large',
    detail: `The file holds more than ${bytesMax} bytes; split it into several imports.`,
  }) as const

const bomb = (bounds: UnpackBounds) =>
  ({
    kind: 'invalid',
    code: 'import/unpacks-too-far',
    detail: `The gzip data unpacks to more than ${bounds.unpackRatioMax} times its size; send it less repetitive or unpacked.`,
  }) as const

const damaged = (code: string) =>
  ({
    kind: 'malformed',
    code: 'import/damaged-gzip',
    detail: `The gzip data is damaged or cut off (${code}); pack the file again.`,
  }) as const
