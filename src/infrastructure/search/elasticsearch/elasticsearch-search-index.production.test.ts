import { afterAll, describe } from 'vitest'
import { serverUrl } from '../../../../test/support/server-url.ts'
import { searchIndexContract } from '../search-index.contract.ts'
import { openElasticsearchIndex } from './open-elasticsearch-index.ts'
import { removeIndices, silentLog, uniqueName } from './under-test.fixture.ts'

const url = serverUrl('ELASTICSEARCH_URL')

describe.skipIf(url === undefined)('on a real server', () => {
  const name = uniqueName('contract')
  searchIndexContract('Elasticsearch search index', async () =>
    openElasticsearchIndex({ url: url!, name, replicas: 0, log: silentLog }),
  )
  afterAll(() => removeIndices(url!, name))
})
