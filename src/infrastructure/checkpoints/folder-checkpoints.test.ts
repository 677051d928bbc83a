/** Checkpoints in a folder keep the port's promises. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { checkpointsContract } from './checkpoints.contract.ts'
import { createFolderCheckpoints } from './folder-checkpoints.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

checkpointsContract('folder', () => {
  const parent = mkdtempSync(join(tmpdir(), 'fx-checkpoints-'))
  folders.push(parent)
  const folder = join(parent, 'checkpoints')
  return {
    checkpoints: createFolderCheckpoints(folder),
    reopen: () => createFolderCheckpoints(folder),
    cutOff: (trail) => appendFileSync(join(folder, `${trail}.notes`), '"half a no'),
  }
})
