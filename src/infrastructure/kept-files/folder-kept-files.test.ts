import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderKeptFiles } from './folder-kept-files.ts'
import { keptFilesContract } from './kept-files.contract.ts'

keptFilesContract('folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-kept-'))
  return {
    kept: createFolderKeptFiles(join(folder, 'kept')),
    reopen: () => createFolderKeptFiles(join(folder, 'kept')),
    names: async () => readdirSync(join(folder, 'kept')),
    dispose: async () => rmSync(folder, { recursive: true }),
  }
})
