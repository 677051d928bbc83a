import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ask, sample } from './contract/sample-documents.fixture.ts'
import { searchIndexContract } from './search-index.contract.ts'
import { openSqliteSearchIndex } from './sqlite-search-index.ts'

const folder = mkdtempSync(join(tmpdir(), 'search-index-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const path = (): string => join(folder, `${++files}.db`)

searchIndexContract('SQLite search index', async () => openSqliteSearchIndex({ path: path() }))

test('documents, removals, synonyms and checkpoint survive a restart', async () => {
  const file = path()
  const first = openSqliteSearchIndex({ path: file })
  await first.setSynonyms([['eggplant', 'aubergine']])
  await first.apply([{ put: sample('a', { name: 'Aubergine' }) }, { remove: { id: 'b', version: 5 } }], '7')
  await first.close()
  const second = openSqliteSearchIndex({ path: file })
  await second.apply([{ put: sample('b', { version: 4 }) }])
  expect((await second.query(ask({ text: 'eggplant' }))).hits.map((hit) => hit.id)).toEqual(['a'])
  expect((await second.query(ask())).total).toBe(1)
  expect(await second.checkpoint()).toBe('7')
  await second.close()
})

test('after a rebuild the new file alone is left, and the next start serves it; one that is not whole is removed', async () => {
  const file = path()
  const first = openSqliteSearchIndex({ path: file })
  await first.apply([{ put: sample('a') }], '7')
  await first.rebuild(async function* () {
    yield [{ put: sample('b') }]
  }, new AbortController().signal)
  await first.close()
  const left = () => readdirSync(folder).filter((name) => name.startsWith(basename(file, '.db')))
  expect(left()).toEqual([basename(file).replace('.db', '-1.db')])
  await openSqliteSearchIndex({ path: file.replace('.db', '-2.db') }).close()
  const second = openSqliteSearchIndex({ path: file })
  expect([(await second.query(ask())).hits.map((hit) => hit.id), await second.checkpoint()]).toEqual([['b'], '7'])
  await second.close()
  expect(left()).toHaveLength(1)
})

test('the writing thread ends when idle and starts again with the next write', async () => {
  const index = openSqliteSearchIndex({ path: path(), writerIdleMs: 1 })
  for (const id of ['a', 'b', 'c']) {
    await index.apply([{ put: sample(id) }])
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect((await index.query(ask())).total).toBe(3)
  await index.close()
})

test('what was asked for before close is written, what is asked after is refused', async () => {
  const file = path()
  const index = openSqliteSearchIndex({ path: file })
  const writes = ['a', 'b', 'c'].map((id) => index.apply([{ put: sample(id) }]))
  await index.close()
  await Promise.all(writes)
  await expect(index.apply([])).rejects.toThrow('closed')
  const again = openSqliteSearchIndex({ path: file })
  expect((await again.query(ask())).total).toBe(3)
  await again.close()
})
