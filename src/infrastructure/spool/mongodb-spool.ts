/**
 * The spool that all processes share: files as pieces in MongoDB. Not GridFS: a report is gone on with after a crash
 * from the length that its job had noted, and GridFS cannot append.
 */
import { MongoServerError, type Binary, type Db } from 'mongodb'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { assertSpoolName, cutOff, noRoom, tooLarge, type Spool } from './spool.ts'

/** A file that can be read: it is there once all its pieces are. */
type SpooledFile = { readonly _id: string; readonly size: number; readonly writtenAt: Date }
/** The bytes of a file from an offset on. Pieces without a file are what a crash left, and go with age. */
type Piece = {
  readonly _id: { readonly file: string; readonly offset: number }
  readonly at: Date
  readonly bytes: Binary
}

const pieceBytes = 1_048_576
const timeoutMs = 10_000
/** Files, and pieces without a file, that are removed for their age at once; the rest goes the next time. */
const oldMax = 10_000
const durable = { w: 'majority', journal: true, wtimeoutMS: timeoutMs } as const

export type MongodbSpoolOptions = {
  readonly database: Db
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Of all files together; what would not fit is refused. */
  readonly bytesMax?: number
}

/** Makes its indexes, where they are missing. */
export async function openMongodbSpool({
  database,
  now,
  bytesMax = 8_589_934_592,
}: MongodbSpoolOptions): Promise<Spool> {
  const options = { writeConcern: durable, readPreference: 'primary', readConcern: { level: 'majority' } } as const
  const files = database.collection<SpooledFile>('spoolFiles', options)
  const pieces = database.collection<Piece>('spoolPieces', options)

  await files.createIndex({ writtenAt: 1 }, { name: 'writtenAt' })
  await files.createIndex({ size: 1 }, { name: 'size' })
  await pieces.createIndex({ at: 1 }, { name: 'at' })

  /** The pieces of a file from an offset on, by the index on _id. */
  const from = (file: string, offset: number) => ({ _id: { $gte: { file, offset }, $lt: { file, offset: Infinity } } })
  const dropPieces = (file: string) => pieces.deleteMany(from(file, 0), { maxTimeMS: timeoutMs })
  const keepPiece = (file: string, offset: number, bytes: Uint8Array) =>
    pieces.insertOne(
      { _id: { file, offset }, at: new Date(now()), bytes: bytes as unknown as Binary },
      { maxTimeMS: timeoutMs },
    )
  const keptBytes = async (): Promise<number> => {
    // Out of the index alone: no file is looked at.
    const sizes = [{ $match: { size: { $gte: 0 } } }, { $group: { _id: null, bytes: { $sum: '$size' } } }]
    const [sum] = await files.aggregate<{ bytes: number }>(sizes, { hint: 'size', maxTimeMS: timeoutMs }).toArray()
    return sum?.bytes ?? 0
  }
  const read = async function* (file: string, size: number, took: (bytes: number) => void) {
    const cursor = pieces.find(from(file, 0), { sort: { _id: 1 }, batchSize: 4, maxTimeMS: timeoutMs })
    let left = size
    for await (const { bytes } of cursor) {
      const piece = bytes.buffer.subarray(0, Math.min(bytes.position, left))
      left -= piece.length
      took(piece.length)
      yield piece
      if (left === 0) return
    }
  }

  return {
    async receive(name, stream, fileBytesMax) {
      assertSpoolName(name)
      const room = bytesMax - (await keptBytes())
      const refusal = room < fileBytesMax ? noRoom : tooLarge(fileBytesMax)
      let size = 0
      try {
        for await (const piece of inPieces(stream, Math.min(fileBytesMax, room), refusal)) {
          await keepPiece(name, size, piece)
          size += piece.length
        }
        await files.insertOne({ _id: name, size, writtenAt: new Date(now()) })
        return size
      } catch (error) {
        // Taken by another: the pieces are its own.
        if (!(error instanceof MongoServerError && error.code === 11_000)) await dropPieces(name)
        throw isCutOff(error) ? new Rejected(cutOff) : error
      }
    },
    async read(name) {
      assertSpoolName(name)
      const file = await files.findOne({ _id: name }, { maxTimeMS: timeoutMs })
      if (file === null) return undefined
      let bytesRead = 0
      return {
        size: file.size,
        bytesRead: () => bytesRead,
        bytes: read(name, file.size, (bytes) => void (bytesRead += bytes)),
      }
    },
    async write(name, length) {
      assertSpoolName(name)
      await pieces.deleteMany(from(name, length), { maxTimeMS: timeoutMs })
      const [last] = await pieces.find(from(name, 0), { sort: { _id: -1 }, limit: 1, maxTimeMS: timeoutMs }).toArray()
      const kept = length === 0 ? undefined : last
      if (kept)
        await pieces.updateOne(
          { _id: kept._id },
          { $set: { bytes: firstBytes(kept, length) } },
          { maxTimeMS: timeoutMs },
        )
      let end = length
      const keepSize = () =>
        files.updateOne(
          { _id: name },
          { $set: { size: end, writtenAt: new Date(now()) } },
          { upsert: true, maxTimeMS: timeoutMs },
        )
      await keepSize()
      return {
        async write(bytes) {
          for (let offset = 0; offset < bytes.length; offset += pieceBytes)
            await keepPiece(name, end + offset, bytes.subarray(offset, offset + pieceBytes))
          end += bytes.length
          await keepSize()
          return end
        },
        close: async () => undefined,
      }
    },
    async remove(name) {
      assertSpoolName(name)
      await files.deleteOne({ _id: name }, { maxTimeMS: timeoutMs })
      await dropPieces(name)
    },
    async names({ after, limit }) {
      const options = { sort: { _id: 1 }, limit, projection: { _id: 1 }, maxTimeMS: timeoutMs } as const
      return (await files.find({ _id: { $gt: after } }, options).toArray()).map(({ _id }) => _id)
    },
    async removeOlderThan(unixMs) {
      const before = new Date(unixMs)
      const options = { limit: oldMax, projection: { _id: 1 }, maxTimeMS: timeoutMs }
      for await (const { _id } of files.find({ writtenAt: { $lt: before } }, options)) {
        const { deletedCount } = await files.deleteOne({ _id, writtenAt: { $lt: before } }, { maxTimeMS: timeoutMs })
        if (deletedCount === 1) await dropPieces(_id)
      }
      const names = new Set<string>()
      for await (const { _id } of pieces.find({ at: { $lt: before } }, options)) names.add(_id.file)
      for (const name of names)
        if ((await files.findOne({ _id: name }, { maxTimeMS: timeoutMs })) === null) await dropPieces(name)
    },
  }
}

/** Whole pieces and a rest, as they fill; throws when there are more bytes than may be. */
async function* inPieces(
  stream: AsyncIterable<Uint8Array>,
  bytesMax: number,
  refusal: Rejection,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new Rejected(refusal)
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes < pieceBytes) continue
    const whole = Buffer.concat(waiting)
    let start = 0
    for (; whole.length - start >= pieceBytes; start += pieceBytes) yield whole.subarray(start, start + pieceBytes)
    waiting = [whole.subarray(start)]
    waitingBytes = whole.length - start
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting)
}

const firstBytes = ({ _id, bytes }: Piece, length: number): Binary =>
  Buffer.from(bytes.buffer.subarray(0, Math.min(bytes.position, length - _id.offset))) as unknown as Binary

const isCutOff = (error: unknown): boolean =>
  error instanceof Error &&
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String((error as NodeJS.ErrnoException).code))
