/** What every keeper of files promises. */
import { expect, test } from 'vitest'
import type { KeptFiles } from './kept-files.ts'

export type KeptFilesUnderTest = {
  readonly kept: KeptFiles
  /** Another reader of the same files. */
  reopen(): KeptFiles
  /** The names of everything that takes room. */
  names(): Promise<readonly string[]>
  dispose(): Promise<void>
}

export function keptFilesContract(name: string, open: () => Promise<KeptFilesUnderTest>): void {
  const within = (promise: string, check: (under: KeptFilesUnderTest) => Promise<void>): void =>
    test(`${name}: ${promise}`, async () => {
      const under = await open()
      try {
        await check(under)
      } finally {
        await under.dispose()
      }
    })

  within('what was written is read back, by another reader too, and nothing else lies beside it', async (under) => {
    expect(await under.kept.read('categories.json')).toBeUndefined()
    expect(await under.kept.names()).toEqual([])
    await under.kept.write('categories.json', Buffer.from('one'))
    await under.kept.write('categories.json', Buffer.from('two'))
    expect(Buffer.from((await under.reopen().read('categories.json'))!).toString()).toBe('two')
    expect(await under.names()).toEqual(['categories.json'])
    await under.kept.write('allergens.json', Buffer.from('three'))
    expect(await under.reopen().names()).toEqual(['allergens.json', 'categories.json'])
  })
  within('a table of 20 MB is kept byte for byte', async ({ kept }) => {
    const table = Buffer.alloc(20_000_000, 'abcdefg')
    await kept.write('large.json', table)
    expect(Buffer.compare((await kept.read('large.json'))!, table)).toBe(0)
  })
  within('of several written at once one stays, whole', async ({ kept }) => {
    const tables = Array.from({ length: 5 }, (_, n) => Buffer.alloc(400_000, `${n}`))
    await Promise.all(tables.map((table) => kept.write('table.json', table)))
    const read = (await kept.read('table.json'))!
    expect(tables.some((table) => Buffer.compare(table, read) === 0)).toBe(true)
  })
  within('a name never leads elsewhere', async ({ kept }) => {
    for (const bad of ['../secrets.json', '.hidden', '', 'a/b', 'A', 'x'.repeat(81)]) {
      await expect(kept.write(bad, Buffer.from('x'))).rejects.toThrow(RangeError)
      await expect(kept.read(bad)).rejects.toThrow(RangeError)
    }
  })
}
