/** Keeps checkpoints in a folder, a file a trail, to which is only ever added: a disk or a mount that cannot be overwritten serves best. */
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { assertTrailName, type Checkpoints } from './checkpoints.ts'

/** More than the longest note takes as a line. */
const tailBytes = 65_536
const newLine = 10

/** The folder is made when a note is first added. */
export function createFolderCheckpoints(folder: string): Checkpoints {
  const under = new Map<string, Promise<void>>()
  const fileOf = (trail: string): string => {
    assertTrailName(trail)
    return join(folder, `${trail}.notes`)
  }
  return {
    async append(trail, note) {
      const file = fileOf(trail)
      // One at a time: each looks first at how the file ends.
      const mine = (under.get(trail) ?? Promise.resolve()).then(() => addLine(folder, file, asciiJson(note)))
      const settled = mine.then(ignore, ignore)
      under.set(trail, settled)
      await settled
      if (under.get(trail) === settled) under.delete(trail)
      return mine
    },
    async *read(trail) {
      const file = await openIfThere(fileOf(trail))
      if (!file) return
      try {
        for await (const line of createInterface({ input: file.createReadStream({ autoClose: false }) })) {
          const note = noteIn(line)
          if (note !== undefined) yield note
        }
      } finally {
        await file.close()
      }
    },
    async newest(trail) {
      const file = await openIfThere(fileOf(trail))
      if (!file) return undefined
      try {
        const { size } = await file.stat()
        const from = Math.max(0, size - tailBytes)
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
        const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
        return lines
          .toReversed()
          .map(noteIn)
          .find((note) => note !== undefined)
      } finally {
        await file.close()
      }
    },
  }
}

const ignore = (): void => undefined

/** Some readers take more characters for the end of a line than JSON does. */
const asciiJson = (note: string): string =>
  JSON.stringify(note).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Undefined for what a crash cut off: a text in quotes is whole, or is no JSON. */
function noteIn(line: string): string | undefined {
  try {
    const note: unknown = JSON.parse(line)
    return typeof note === 'string' ? note : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function addLine(folder: string, path: string, line: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = await open(path, 'a+', 0o600)
  try {
    const { size } = await file.stat()
    await file.appendFile(`${(await endsOpen(file, size)) ? '\n' : ''}${line}\n`)
    await file.sync()
    if (size === 0) await syncFolder(folder)
  } finally {
    await file.close()
  }
}

async function endsOpen(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== newLine
}

async function syncFolder(folder: string): Promise<void> {
  const parent = await open(folder, 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}
