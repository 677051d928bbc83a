import { mkdtempSync, rmSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createFolderSpool } from './folder-spool.ts'

const folder = mkdtempSync(join(tmpdir(), 'fx-spool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytes = async function* (...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('what is received is read again, and what does not fit leaves nothing behind', async () => {
  const spool = createFolderSpool(join(folder, 'a'), 20)
  expect(await spool.receive('one', bytes('0123', '456789'), 10)).toBe(10)
  const reading = await spool.read('one')
  expect(reading?.size).toBe(10)
  expect(await textOf(reading!.bytes)).toBe('0123456789')
  expect(reading?.bytesRead()).toBe(10)
  await expect(spool.receive('two', bytes('01234'), 4)).rejects.toMatchObject({
    rejection: { code: 'spool/too-large' },
  })
  await expect(spool.receive('two', bytes('0123456789ab'), 99)).rejects.toMatchObject({
    rejection: { code: 'spool/no-room' },
  })
  const torn = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('01')
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  }
  await expect(spool.receive('two', torn(), 9)).rejects.toMatchObject({ rejection: { code: 'spool/cut-off' } })
  expect(readdirSync(join(folder, 'a'))).toEqual(['one'])
  await spool.remove('one')
  expect(await spool.read('one')).toBeUndefined()
})

test('a writer goes on where an earlier one had come to, and drops what stood behind', async () => {
  const spool = createFolderSpool(join(folder, 'b'))
  const first = await spool.write('report', 0)
  expect(await first.write(Buffer.from('first\n'))).toBe(6)
  await first.write(Buffer.from('lost\n'))
  await first.close()
  const second = await spool.write('report', 6)
  expect(await second.write(Buffer.from('second\n'))).toBe(13)
  await second.close()
  expect(await textOf((await spool.read('report'))!.bytes)).toBe('first\nsecond\n')
})

test('old files are removed, and no name leads out of the folder', async () => {
  const spool = createFolderSpool(join(folder, 'c'))
  await spool.receive('old', bytes('x'), 9)
  await spool.removeOlderThan(Date.now() - 60_000)
  expect(await spool.read('old')).toBeDefined()
  await spool.removeOlderThan(Date.now() + 60_000)
  expect(await spool.read('old')).toBeUndefined()
  for (const name of ['../x', '', 'A', 'a/b']) await expect(spool.read(name)).rejects.toThrow(RangeError)
})
