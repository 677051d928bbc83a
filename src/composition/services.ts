/** The services of the exchange, joined over ports: the same on every composition, all or some of them. */
import type { ServiceName } from '../config.ts'
import type { Consumer } from '../event-bus/event-bus.ts'
import { createGateway } from '../gateway/create-gateway.ts'
import { createCursors } from '../gateway/cursor.ts'
import { gatewayProblems, type ProblemCatalogue } from '../gateway/docs/problem-pages.ts'
import { graphqlProblems } from '../gateway/graphql/graphql-problems.ts'
import { operationsRoutes } from '../gateway/operations-routes.ts'
import { createFingerprint } from '../gateway/request-fingerprint.ts'
import type { Route } from '../gateway/route.ts'
import { infrastructureProblems } from '../infrastructure/infrastructure-problems.ts'
import type { AnyOutwardEvents } from '../kernel/outward-events.ts'
import type { AnyAggregate } from '../infrastructure/store/aggregate.ts'
import { parseStreamName, type StreamName } from '../infrastructure/store/commit-log.ts'
import { container } from '../kernel/container.ts'
import { kernelProblems } from '../kernel/kernel-problems.ts'
import { analyticsModule, analyticsProblems } from '../services/analytics/index.ts'
import { auditModule, auditProblems } from '../services/audit/index.ts'
import { authAggregates, authModule, authProblems, type PasskeySite } from '../services/auth/index.ts'
import { invoiceAggregates, invoiceModule, invoiceOutwardEvents, invoiceProblems } from '../services/invoice/index.ts'
import {
  inventoryAggregates,
  inventoryModule,
  inventoryOutwardEvents,
  inventoryProblems,
} from '../services/inventory/index.ts'
import { liveModule, liveProblems } from '../services/live/index.ts'
import {
  orderAggregates,
  orderJobKinds,
  orderModule,
  orderOutwardEvents,
  orderProblems,
} from '../services/order/index.ts'
import {
  organisationAggregates,
  organisationModule,
  organisationOutwardEvents,
  organisationProblems,
} from '../services/organisation/index.ts'
import {
  importKind,
  importProblems,
  productAggregates,
  productModule,
  productOutwardEvents,
  productProblems,
} from '../services/product/index.ts'
import { rfqAggregates, rfqModule, rfqOutwardEvents, rfqProblems } from '../services/rfq/index.ts'
import type { AccessLine, Log } from '../telemetry/log.ts'
import { frontOf } from './front-of.ts'
import { graphqlSettings } from './graphql-settings.ts'
import type { Ports } from './ports.ts'

/** Every kind of stream there is: what the projector folds and `rebuild` rebuilds. */
export const aggregates: readonly AnyAggregate[] = [
  ...authAggregates,
  ...organisationAggregates,
  ...productAggregates,
  ...inventoryAggregates,
  ...rfqAggregates,
  ...orderAggregates,
  ...invoiceAggregates,
]

const aggregatesByKind = new Map(aggregates.map((aggregate) => [aggregate.kind, aggregate]))

/** The aggregate of a kind of stream. Throws for a kind that this release does not have. */
export function aggregateOf(kind: string): AnyAggregate {
  const found = aggregatesByKind.get(kind)
  if (!found) throw new Error(`No service of this release has streams of kind "${kind}".`)
  return found
}

/** Whatever organisations are told of as it happens. */
export const outwardEvents: readonly AnyOutwardEvents[] = [
  ...organisationOutwardEvents,
  ...productOutwardEvents,
  ...inventoryOutwardEvents,
  ...rfqOutwardEvents,
  ...orderOutwardEvents,
  ...invoiceOutwardEvents,
]

/** Every kind of job there is, whichever process runs it. */
export const jobKinds: readonly string[] = [importKind, ...orderJobKinds]

/** What the API's description calls itself. */
const apiVersion = '1.0.0'

/** The page of every code a client may meet. */
export const problems: ProblemCatalogue = {
  ...kernelProblems,
  ...infrastructureProblems,
  ...gatewayProblems,
  ...graphqlProblems,
  ...authProblems,
  ...organisationProblems,
  ...productProblems,
  ...importProblems,
  ...inventoryProblems,
  ...rfqProblems,
  ...orderProblems,
  ...invoiceProblems,
  ...analyticsProblems,
  ...auditProblems,
  ...liveProblems,
}

/** Whether the process takes traffic; `main` turns it. */
export type Lifecycle = { started: boolean; draining: boolean }

const hourMs = 3_600_000

export const exchange = container<Ports>()
  .singleton('unansweredOrders', ['config'], ({ config }) => ({
    answerWithinMs: config.answerHours * hourMs,
    stockPercent: config.unansweredStockPercent,
  }))
  .singleton('passkeySite', ['config'], ({ config: { passkeyDomain: domain, passkeyOrigins, port } }): PasskeySite => {
    const own = domain === 'localhost' ? `http://localhost:${port}` : `https://${domain}`
    return { domain, origins: passkeyOrigins.length > 0 ? passkeyOrigins : [own] }
  })
  .use(organisationModule)
  .use(authModule)
  .use(productModule)
  .use(inventoryModule)
  .use(rfqModule)
  .use(orderModule)
  .use(invoiceModule)
  .singleton('fingerprint', ['secrets'], ({ secrets }) => createFingerprint(secrets.fingerprint))
  .use(analyticsModule)
  .singleton('partiesOf', ['readState'], ({ readState }) => async (stream: StreamName): Promise<readonly string[]> => {
    const { kind, id } = parseStreamName(stream)
    const aggregate = aggregatesByKind.get(kind)
    return aggregate ? aggregate.organisations((await readState(aggregate, id)).state) : []
  })
  .use(auditModule)
  .singleton('outwardEvents', [], () => outwardEvents)
  .singleton('standingOf', ['readState'], ({ readState }) => async (stream: StreamName) => {
    const { kind, id } = parseStreamName(stream)
    const aggregate = aggregateOf(kind)
    const { state } = await readState(aggregate, id)
    return { state: state as unknown, organisations: aggregate.organisations(state) }
  })
  .use(liveModule)
  .singleton('lifecycle', [], (): Lifecycle => ({ started: false, draining: false }))
  .singleton('operationsRoutes', ['bus', 'connectionPools'], operationsRoutes)
  .singleton(
    'serviceRoutes',
    [
      'authRoutes',
      'organisationRoutes',
      'productRoutes',
      'inventoryRoutes',
      'rfqRoutes',
      'orderRoutes',
      'invoiceRoutes',
      'analyticsRoutes',
      'auditRoutes',
      'liveRoutes',
    ],
    (routes): Readonly<Record<ServiceName, readonly Route[]>> => ({
      auth: routes.authRoutes,
      organisation: routes.organisationRoutes,
      product: routes.productRoutes,
      inventory: routes.inventoryRoutes,
      rfq: routes.rfqRoutes,
      order: routes.orderRoutes,
      invoice: routes.invoiceRoutes,
      analytics: routes.analyticsRoutes,
      audit: routes.auditRoutes,
      live: routes.liveRoutes,
    }),
  )
  .singleton('routes', ['config', 'serviceRoutes', 'operationsRoutes'], ({ config, ...all }): readonly Route[] => [
    ...config.services.flatMap((service) => all.serviceRoutes[service]),
    ...all.operationsRoutes,
  ])
  // The API is described whole, whichever process is asked.
  .singleton('described', ['serviceRoutes', 'operationsRoutes'], ({ serviceRoutes, operationsRoutes: operations }) => [
    ...Object.values(serviceRoutes).flat(),
    ...operations,
  ])
  .singleton(
    'consumers',
    ['config', 'bus', 'accountConsumers', 'productConsumers', 'orderConsumers', 'analyticsConsumers'],
    ({ config, bus, accountConsumers, productConsumers, orderConsumers, analyticsConsumers }) => {
      const consumers: Partial<Record<ServiceName, readonly Consumer[]>> = {
        auth: accountConsumers,
        product: productConsumers,
        order: orderConsumers,
        analytics: analyticsConsumers,
      }
      for (const service of config.services) for (const consumer of consumers[service] ?? []) bus.subscribe(consumer)
    },
  )
  // Embedded, requests are told where their figures are asked for; a server hears of them from every process.
  .singleton('toldLog', ['config', 'log', 'requestLog'], ({ config, log, requestLog }) =>
    config.services.includes('analytics') || config.clickhouseUrl !== undefined ? logToo(log, requestLog.add) : log,
  )
  .singleton('front', ['config', 'rateLimit', 'quickRateLimit'], frontOf)
  .singleton('cursors', ['secrets'], ({ secrets }) => createCursors(secrets.cursor))
  .singleton('forgetCredentials', ['commitNotices', 'credentialsChanged'], ({ commitNotices, credentialsChanged }) =>
    commitNotices.subscribe(credentialsChanged),
  )
  .singleton('graphql', ['config'], ({ config }) => graphqlSettings(config))
  .singleton(
    'gateway',
    [
      'graphql',
      'routes',
      'described',
      'authenticate',
      'front',
      'commitNotices',
      'cache',
      'cursors',
      'fingerprint',
      'clock',
      'toldLog',
      'newId',
      'lifecycle',
      'store',
      'staffPages',
      'liveUpgrades',
      'liveSource',
      'config',
    ],
    ({ clock, newId, lifecycle, store, toldLog, liveUpgrades, liveSource, config, ...needs }) =>
      createGateway({
        ...needs,
        upgrades: config.services.includes('live') ? liveUpgrades : [],
        live: config.services.includes('live') ? liveSource : undefined,
        log: toldLog,
        ownersReadAnew: !store.soleWriter,
        isPassing: store.isPassing,
        now: clock.now,
        problems,
        version: apiVersion,
        health: { started: () => lifecycle.started, draining: () => lifecycle.draining },
        processId: newId('req').slice(4, 24),
      }),
  )

/** The same log, whose access lines are told to somebody else as well. */
const logToo = (log: Log, add: (line: AccessLine) => void): Log =>
  Object.assign(Object.create(log) as Log, {
    access(line: AccessLine) {
      log.access(line)
      add(line)
    },
  })
