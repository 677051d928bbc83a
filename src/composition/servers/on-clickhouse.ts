/** Analytics on ClickHouse. Where it is away, figures are refused and events wait in the log; nothing else depends on it. */
import type { Config } from '../../config/config.ts'
import { openClickhouseAnalytics } from '../../infrastructure/analytics/clickhouse-analytics.ts'
import { analyticsMigrations } from '../../services/analytics/index.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'
import { readIdentity } from '../secrets/tls-identity.ts'

export function onClickhouse(composition: Composition, url: string, config: Config): OnServer {
  return {
    place: `Analytics         ClickHouse at ${hostsOf(url)}`,
    composition: composition.override(
      'analytics',
      ['log'],
      ({ log }) => openClickhouseAnalytics({ url, log, schema: analyticsMigrations, tls: readIdentity(config) }),
      { dispose: (analytics) => analytics.close() },
    ),
  }
}
