/** Looks into a folder of ranges, a file each, as `haveibeenpwned-downloader FOLDER -s false` writes it. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import {
  BreachesUnknown,
  rangeBytesMax,
  soughtHash,
  timesSeenIn,
  type BreachedPasswords,
} from './breached-passwords.ts'

/** @param folder  with 00000.txt to FFFFF.txt; of ranges that it has not, nothing is known */
export const createFolderBreachedPasswords = (folder: string): BreachedPasswords => ({
  async timesSeen(password) {
    const sought = soughtHash(password)
    return timesSeenIn(await readRange(join(folder, `${sought.prefix}.txt`)), sought)
  },
})

async function readRange(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const { bytesRead, buffer } = await file.read(Buffer.alloc(rangeBytesMax), 0, rangeBytesMax, 0)
    if (bytesRead < rangeBytesMax) return buffer.toString('utf8', 0, bytesRead)
  } catch (error) {
    // Its path has part of the hash.
    throw new BreachesUnknown(`The range could not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`)
  }
  throw new BreachesUnknown('The file is too large for a range.')
}
