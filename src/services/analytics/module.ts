/** What the analytics service needs, and what it provides. Where there is no engine it listens to nobody and takes no memory. */
import type { Consumer } from '../../event-bus/event-bus.ts'
import type { Route } from '../../gateway/route.ts'
import type { Analytics } from '../../infrastructure/analytics/analytics.ts'
import type { ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { Clock } from '../../kernel/clock.ts'
import { container } from '../../kernel/container.ts'
import type { Log } from '../../telemetry/log.ts'
import { orderStanding } from '../order/contract.ts'
import { categorised } from '../product/contract.ts'
import { quoteStanding, rfqStanding } from '../rfq/contract.ts'
import { analyticsReactions, type Standings } from './analytics-reactions.ts'
import { analyticsRoutes } from './analytics-routes.ts'
import { createRequestLog, type RequestLog } from './request-log-writer.ts'

const standingsOf = (readState: ReadState): Standings => {
  const unit = { read: readState }
  return {
    order: (id) => orderStanding(unit, id),
    product: (id) => categorised(unit, id),
    quote: (id) => quoteStanding(unit, id),
    rfq: (id) => rfqStanding(unit, id),
  }
}

const noRequestLog: RequestLog = { add: () => undefined, lost: () => 0, stop: () => Promise.resolve() }

export const analyticsModule = container<{
  analytics: Analytics
  readState: ReadState
  clock: Clock
  log: Log
  /** Tells texts apart without telling them. */
  fingerprint: (...parts: readonly string[]) => string
}>()
  .singleton('analyticsConsumers', ['analytics', 'readState'], ({ analytics, readState }): readonly Consumer[] =>
    analytics.isPresent ? analyticsReactions({ analytics, standings: standingsOf(readState) }) : [],
  )
  .singleton(
    'requestLog',
    ['analytics', 'clock', 'fingerprint', 'log'],
    ({ analytics, clock, fingerprint, log }): RequestLog =>
      analytics.isPresent
        ? createRequestLog({
            analytics,
            now: clock.now,
            digest: fingerprint,
            failed: (error) => log.error({ err: error }, 'requests could not be told to analytics'),
          })
        : noRequestLog,
    { dispose: (requestLog) => requestLog.stop() },
  )
  .singleton('analyticsRoutes', ['analytics', 'requestLog'], (needs): readonly Route[] => analyticsRoutes(needs))
