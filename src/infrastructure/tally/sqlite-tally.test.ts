import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqliteTally } from './sqlite-tally.ts'
import { tallyContract } from './tally.contract.ts'

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fx-tally-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'tally.db')
}

tallyContract('sqlite', async (bounds) => {
  const path = newPath()
  const open = async () => {
    const tally = openSqliteTally({ path, ...bounds })
    onTestFinished(() => tally.close())
    return tally
  }
  const tally = await open()
  return { callers: [tally, tally], reopen: open }
})

test('there is no file until something was counted', async () => {
  const path = newPath()
  const tally = openSqliteTally({ path, keysMax: 1, forgottenMs: 1 })
  onTestFinished(() => tally.close())
  await tally.add([])
  expect(existsSync(path)).toBe(false)
})
