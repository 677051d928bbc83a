/** Keeps files in a folder; a crash leaves the old one or the new one. */
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { assertKeptName, type KeptFiles } from './kept-files.ts'

/** The folder is made when something is first written. */
export function createFolderKeptFiles(folder: string): KeptFiles {
  const under = new Map<string, Promise<void>>()
  return {
    async read(name) {
      assertKeptName(name)
      try {
        return await readFile(join(folder, name))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async names() {
      try {
        return (await readdir(folder)).filter((name) => !name.startsWith('.')).toSorted()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    },
    async write(name, bytes) {
      assertKeptName(name)
      // One at a time: the next one's temporary file has the same name.
      const mine = (under.get(name) ?? Promise.resolve()).then(() => replace(folder, name, bytes))
      const settled = mine.then(ignore, ignore)
      under.set(name, settled)
      await settled
      if (under.get(name) === settled) under.delete(name)
      return mine
    },
  }
}

const ignore = (): void => undefined

async function replace(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // A name that is kept cannot begin with a dot.
  const next = join(folder, `.${name}`)
  const file = await open(next, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, join(folder, name))
  const parent = await open(folder, 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}
