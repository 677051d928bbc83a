/** What every search index must do, whichever engine answers: each adapter's test calls this once. */
import { afterAll, beforeAll, describe } from 'vitest'
import { changesContract } from './contract/changes.contract.ts'
import { facetsContract } from './contract/facets.contract.ts'
import type { OpenSearchIndex } from './contract/indexed.fixture.ts'
import { hostileTextContract } from './contract/hostile-text.contract.ts'
import { pagingContract } from './contract/paging.contract.ts'
import { permissionContract } from './contract/permission.contract.ts'
import { rebuildContract } from './contract/rebuild.contract.ts'
import { suggestContract } from './contract/suggest.contract.ts'
import { wordsContract } from './contract/words.contract.ts'
import type { SearchIndex } from './search-index.ts'

/** One index serves all tests, emptied before each: a server's index takes a second to make. */
export function searchIndexContract(name: string, open: OpenSearchIndex): void {
  describe(`${name} keeps the search contract`, () => {
    let index: SearchIndex
    beforeAll(async () => {
      index = await open()
    })
    afterAll(() => index.close())
    const fresh: OpenSearchIndex = async () => {
      await index.clear()
      await index.setSynonyms([])
      return index
    }
    describe('changes', () => {
      changesContract(fresh)
    })
    describe('words', () => {
      wordsContract(fresh)
    })
    describe('filters and facets', () => {
      facetsContract(fresh)
    })
    describe('permission', () => {
      permissionContract(fresh)
    })
    describe('paging and order', () => {
      pagingContract(fresh)
    })
    describe('rebuilding', () => {
      rebuildContract(fresh)
    })
    describe('suggestions', () => {
      suggestContract(fresh)
    })
    describe('hostile text', () => {
      hostileTextContract(fresh)
    })
  })
}
