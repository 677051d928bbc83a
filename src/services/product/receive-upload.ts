/** Takes an uploaded catalogue to the data folder as it streams in, within bounds, before anything is read of it. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'

export type UploadBounds = {
  /** Of one file, as it was sent. */
  readonly fileBytesMax: number
  /** Of all files that wait in the folder, reports included. */
  readonly folderBytesMax: number
}
export const uploadBounds: UploadBounds = { fileBytesMax: 1_073_741_824, folderBytesMax: 8_589_934_592 }

/** Uploads of finished jobs are removed with them; what a crash left behind, and reports, after this. */
const keptMs = 30 * 86_400_000

/** Writes the stream to a file, durably. Gives its size; throws `Rejected` and leaves nothing behind beyond the bounds. */
export async function receiveUpload(
  stream: AsyncIterable<Uint8Array>,
  { folder, name, bounds = uploadBounds }: { folder: string; name: string; bounds?: UploadBounds },
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const waiting = await folderBytes(folder)
  const path = join(folder, name)
  let bytes = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      bytes += chunk.length
      if (bytes > bounds.fileBytesMax) throw new Rejected(tooLarge(bounds.fileBytesMax))
      if (waiting + bytes > bounds.folderBytesMax) throw new Rejected(noRoom)
      yield chunk
    }
  }
  try {
    await pipeline(counted(), createWriteStream(path, { mode: 0o600, flush: true }))
    if (bytes === 0) throw new Rejected(empty)
    return bytes
  } catch (error) {
    await rm(path, { force: true })
    if (error instanceof Rejected) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new Rejected(noRoom)
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') throw new Rejected(cutOff)
    throw error
  }
}

/** Removes what is older than it is kept. */
export async function removeOldUploads(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if ((await stat(path)).mtimeMs < nowMs - keptMs) await rm(path, { force: true })
  }
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map((name) => sizeOf(join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** 0 for a file that another request has just removed. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

const tooLarge = (bytesMax: number): Rejection => ({
  kind: 'invalid',
  code: 'import/file-too-large',
  detail: `The file holds more than ${bytesMax} bytes; split it into several imports.`,
})
const noRoom: Rejection = {
  kind: 'unavailable',
  code: 'import/no-room',
  detail: 'There is no room for the file now. Send it again when other imports are done.',
  facts: { retryAfterSeconds: 60 },
}
const empty: Rejection = { kind: 'malformed', code: 'import/empty-file', detail: 'The file is empty.' }
const cutOff: Rejection = { kind: 'malformed', code: 'import/cut-off', detail: 'The file did not arrive whole.' }
