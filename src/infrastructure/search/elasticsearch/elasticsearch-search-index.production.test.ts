import { afterAll, describe, expect, test } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { ask, sample } from '../contract/sample-documents.fixture.ts'
import { searchIndexContract } from '../search-index.contract.ts'
import { openElasticsearchIndex } from './open-elasticsearch-index.ts'
import { patience, removeIndices, troubleLog, uniqueName } from './under-test.fixture.ts'

const url = serverUrl('ELASTICSEARCH_URL')

describe.skipIf(url === undefined)('on a real server', () => {
  const name = uniqueName('contract')
  searchIndexContract('Elasticsearch search index', async () =>
    openElasticsearchIndex({ url: url!, name, replicas: 0, log: troubleLog, ...patience }),
  )
  afterAll(() => removeIndices(url!, name))

  test('pages lead past the ten thousandth hit, where a server refuses to count from the start', async () => {
    const count = 10_300
    const index = openElasticsearchIndex({ url: url!, name: `${name}-deep`, replicas: 0, log: troubleLog, ...patience })
    const documents = Array.from({ length: count }, (_, at) =>
      sample(`d${String(at).padStart(5, '0')}`, { name: 'rice' }),
    )
    for (let at = 0; at < count; at += 2_000) await index.apply(documents.slice(at, at + 2_000).map((put) => ({ put })))
    const found: string[] = []
    let after: string | undefined
    do {
      const page = await index.query(ask({ text: 'rice', limit: 100, ...(after !== undefined && { after }) }))
      expect(page.total).toBe(count)
      found.push(...page.hits.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    expect(found).toEqual(documents.map(({ id }) => id))
    await index.close()
  })
})
