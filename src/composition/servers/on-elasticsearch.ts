/** Search by Elasticsearch. Where it is away, searches are refused and changes wait in the log; nothing else depends on it. */
import type { Config } from '../../config/config.ts'
import { openElasticsearchIndex } from '../../infrastructure/search/elasticsearch/open-elasticsearch-index.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'
import { readIdentity } from '../secrets/tls-identity.ts'

export function onElasticsearch(composition: Composition, url: string, config: Config): OnServer {
  return {
    place: `Search            Elasticsearch at ${hostsOf(url)}`,
    composition: composition.override(
      'search',
      ['log', 'random', 'clock'],
      ({ log, random, clock }) =>
        openElasticsearchIndex({
          url,
          tls: readIdentity(config),
          log,
          random,
          elapsedMs: clock.monotonicMs,
          name: config.elasticsearchName,
          replicas: config.elasticsearchReplicas,
        }),
      { dispose: (search) => search.close() },
    ),
  }
}
