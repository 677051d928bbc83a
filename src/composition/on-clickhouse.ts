/** Analytics on ClickHouse. Where it is away, figures are refused and events wait in the log; nothing else depends on it. */
import { openClickhouseAnalytics } from '../infrastructure/analytics/clickhouse-analytics.ts'
import { analyticsMigrations } from '../services/analytics/index.ts'
import { hostsOf, type Composition, type OnServer } from './on-server.ts'

export function onClickhouse(composition: Composition, url: string): OnServer {
  return {
    place: `Analytics         ClickHouse at ${hostsOf(url)}`,
    composition: composition.override(
      'analytics',
      ['log'],
      ({ log }) => openClickhouseAnalytics({ url, log, schema: analyticsMigrations }),
      { dispose: (analytics) => analytics.close() },
    ),
  }
}
