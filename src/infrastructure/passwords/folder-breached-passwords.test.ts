/** Ranges in a folder keep the port's promises. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { breachedPasswordsContract } from './breached-passwords.contract.ts'
import { createFolderBreachedPasswords } from './folder-breached-passwords.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

breachedPasswordsContract('folder', (ranges) => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-ranges-'))
  folders.push(folder)
  for (const [prefix, text] of Object.entries(ranges)) writeFileSync(join(folder, `${prefix}.txt`), text)
  return createFolderBreachedPasswords(folder)
})
