/** An index that is made anew serves meanwhile: nobody finds less, nothing that came meanwhile is lost, nothing old comes back. */
import { expect, test } from 'vitest'
import type { SearchChange, SearchIndex } from '../search-index.ts'
import type { OpenSearchIndex } from './indexed.fixture.ts'
import { ask, sample } from './sample-documents.fixture.ts'

const never = new AbortController().signal
const idsIn = async (index: SearchIndex): Promise<readonly string[]> =>
  (await index.query(ask())).hits.map(({ id }) => id).toSorted()

export function rebuildContract(open: OpenSearchIndex): void {
  test('while another index is filled the old one serves, with what comes meanwhile; then the new one does', async () => {
    const index = await open()
    await index.setSynonyms([['eggplant', 'aubergine']])
    await index.apply([{ put: sample('a', { name: 'Aubergine' }) }, { put: sample('stranger') }], '7')
    async function* source(): AsyncGenerator<readonly SearchChange[]> {
      yield [{ put: sample('a', { version: 2, name: 'Aubergine, ripe' }) }, { remove: { id: 'gone', version: 3 } }]
      expect(await idsIn(index)).toEqual(['a', 'stranger'])
      await index.apply([{ put: sample('b', { version: 5 }) }], '8')
      expect(await idsIn(index)).toEqual(['a', 'b', 'stranger'])
      yield [{ put: sample('b', { version: 4, name: 'Older' }) }, { put: sample('c') }]
    }
    expect(await index.rebuild(source, never)).toBe(4)
    expect(await idsIn(index)).toEqual(['a', 'b', 'c'])
    expect(await index.checkpoint()).toBe('8')
    expect((await index.query(ask({ text: 'eggplant ripe' }))).hits.map(({ id }) => id)).toEqual(['a'])
    expect((await index.query(ask({ text: 'older' }))).total).toBe(0)
    await index.apply([{ put: sample('gone', { version: 2 }) }, { put: sample('d') }], '9')
    expect(await idsIn(index)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('one that is cut short changes nothing, and can be begun again', async () => {
    const index = await open()
    await index.apply([{ put: sample('a') }], '7')
    const stop = new AbortController()
    async function* cut(): AsyncGenerator<readonly SearchChange[]> {
      yield [{ put: sample('b') }]
      stop.abort(new Error('cut short'))
      yield [{ put: sample('c') }]
    }
    await expect(index.rebuild(cut, stop.signal)).rejects.toThrow('cut short')
    expect([await idsIn(index), await index.checkpoint()]).toEqual([['a'], '7'])
    async function* whole(): AsyncGenerator<readonly SearchChange[]> {
      yield [{ put: sample('b') }]
    }
    await index.rebuild(whole, never)
    expect([await idsIn(index), await index.checkpoint()]).toEqual([['b'], '7'])
  })
}
