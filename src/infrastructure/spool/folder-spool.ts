/** The spool of the embedded exchange: a folder. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { assertSpoolName, cutOff, noRoom, tooLarge, type Spool } from './spool.ts'

/** @param folderBytesMax  of all files together; what would not fit is refused */
export function createFolderSpool(folder: string, folderBytesMax = 8_589_934_592): Spool {
  const pathOf = (name: string): string => {
    assertSpoolName(name)
    return join(folder, name)
  }
  return {
    async receive(name, stream, bytesMax) {
      const path = pathOf(name)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const room = folderBytesMax - (await folderBytes(folder))
      try {
        return await writeBounded(path, stream, Math.min(bytesMax, room), room < bytesMax ? noRoom : tooLarge(bytesMax))
      } catch (error) {
        // Taken by another: the file is its own.
        if (codeOf(error) !== 'EEXIST') await rm(path, { force: true })
        throw rejectionOf(error) ?? error
      }
    },
    async read(name) {
      const path = pathOf(name)
      const size = await sizeOf(path)
      if (size === undefined) return undefined
      let stream: ReturnType<typeof createReadStream> | undefined
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        yield* (stream = createReadStream(path))
      }
      return { size, bytesRead: () => stream?.bytesRead ?? 0, bytes: bytes() }
    },
    async write(name, length) {
      const path = pathOf(name)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = await open(path, length === 0 ? 'w' : 'r+', 0o600)
      await file.truncate(length)
      let end = length
      return {
        async write(bytes) {
          await writeAll(file, bytes, end)
          return (end += bytes.length)
        },
        async close() {
          await file.sync()
          await file.close()
        },
      }
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async names({ after, limit }) {
      const names = existsSync(folder) ? await readdir(folder) : []
      return names
        .filter((name) => name > after)
        .toSorted()
        .slice(0, limit)
    },
    async removeOlderThan(unixMs) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (const name of await readdir(folder)) {
        const path = join(folder, name)
        if ((await stat(path)).mtimeMs < unixMs) await rm(path, { force: true })
      }
    },
  }
}

async function writeBounded(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  bytesMax: number,
  refusal: Rejection,
): Promise<number> {
  let bytes = 0
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      bytes += chunk.length
      if (bytes > bytesMax) throw new Rejected(refusal)
      yield chunk
    }
  }
  await pipeline(counted(), createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
  return bytes
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined

const rejectionOf = (error: unknown): Rejected | undefined => {
  const code = codeOf(error)
  if (code === 'ENOSPC') return new Rejected(noRoom)
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') return new Rejected(cutOff)
  return undefined
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;)
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten
}

async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map((name) => sizeOf(join(folder, name))))
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}

/** Undefined for a file that is not there, or was removed this moment. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
