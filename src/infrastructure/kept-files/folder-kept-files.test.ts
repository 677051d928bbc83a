import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFolderKeptFiles } from './folder-kept-files.ts'

function openForTest() {
  const folder = mkdtempSync(join(tmpdir(), 'foodxchange-kept-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return { folder, kept: createFolderKeptFiles(join(folder, 'kept')) }
}

test('what was written is read back, by another reader too, and nothing else lies beside it', async () => {
  const { folder, kept } = openForTest()
  expect(await kept.read('categories.json')).toBeUndefined()
  await kept.write('categories.json', Buffer.from('one'))
  await kept.write('categories.json', Buffer.from('two'))
  const again = createFolderKeptFiles(join(folder, 'kept'))
  expect(Buffer.from((await again.read('categories.json'))!).toString()).toBe('two')
  expect(readdirSync(join(folder, 'kept'))).toEqual(['categories.json'])
})

test('a name never leads out of the folder', async () => {
  const { kept } = openForTest()
  for (const name of ['../secrets.json', '.hidden', '', 'a/b', 'A', 'x'.repeat(81)]) {
    await expect(kept.write(name, Buffer.from('x'))).rejects.toThrow(RangeError)
    await expect(kept.read(name)).rejects.toThrow(RangeError)
  }
})
