/** Captures mails as files, one each, so that a developer can read what a user would have got. */
import { createHash } from 'node:crypto'
import { mkdir, opendir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mailer } from './mail.ts'

/** @param folder  made when the first mail is sent */
export const createFolderMailer = (folder: string, now: () => string): Mailer => ({
  async send({ to, subject, text }, key) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const name = createHash('sha256').update(key).digest('hex').slice(0, 24)
    const message = `To: ${headerText(to)}\nSubject: ${headerText(subject)}\nDate: ${now()}\n\n${text}\n`
    await writeFile(join(folder, `${name}.eml`), message, { flag: 'wx', mode: 0o600 }).catch(
      (error: NodeJS.ErrnoException) => {
        // The same mail again is the same file: it was captured already.
        if (error.code !== 'EEXIST') throw error
      },
    )
  },
  async forget(to) {
    // As addresses are compared everywhere: without case.
    const first = `To: ${headerText(to)}\n`.toLowerCase()
    for await (const name of namesIn(folder)) {
      const path = join(folder, name)
      if ((await textOf(path))?.toLowerCase().startsWith(first)) await rm(path, { force: true })
    }
  },
})

/** Undefined where somebody who forgets the same person at this moment was faster. */
const textOf = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })

/** One after another, however many there are; none where nothing was ever captured. */
async function* namesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) if (entry.name.endsWith('.eml')) yield entry.name
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const headerText = (value: string): string => value.replaceAll(/[\r\n]+/g, ' ')
