import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderSpool } from './folder-spool.ts'
import { spoolContract } from './spool.contract.ts'

spoolContract('folder', async (bytesMax) => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-spool-'))
  return {
    spool: createFolderSpool(folder, bytesMax),
    names: async () => readdirSync(folder),
    dispose: async () => rmSync(folder, { recursive: true }),
  }
})
