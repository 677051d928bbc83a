/** The services of the exchange, joined over ports: the same on every composition, all or some of them. */
import type { ServiceName } from '../config/config.ts'
import type { Consumer } from '../event-bus/event-bus.ts'
import { createGateway } from '../gateway/create-gateway.ts'
import { backupRoutes } from '../gateway/operations/backup-routes.ts'
import { createCursors } from '../gateway/request/cursor.ts'
import { operationsRoutes } from '../gateway/operations/operations-routes.ts'
import { rebuildRoutes, searchName } from '../gateway/operations/rebuild-routes.ts'
import { createFingerprint } from '../gateway/request/request-fingerprint.ts'
import type { Route } from '../gateway/route.ts'
import { createDeprecatedUses } from '../gateway/versions/deprecated-uses.ts'
import { keepDeprecatedUses } from '../gateway/versions/keep-deprecated-uses.ts'
import { deprecatedUseRoutes } from '../gateway/versions/deprecated-use-routes.ts'
import { parseStreamName, type StreamName } from '../infrastructure/store/commit-log.ts'
import { container } from '../kernel/container.ts'
import { hourMs } from '../kernel/time.ts'
import { analyticsModule } from '../services/analytics/index.ts'
import { auditModule } from '../services/audit/index.ts'
import { authModule } from '../services/auth/index.ts'
import { invoiceModule } from '../services/invoice/index.ts'
import { inventoryModule } from '../services/inventory/index.ts'
import { liveModule } from '../services/live/index.ts'
import { orderModule } from '../services/order/index.ts'
import { organisationModule } from '../services/organisation/index.ts'
import { productModule } from '../services/product/index.ts'
import { rfqModule } from '../services/rfq/index.ts'
import { webhookModule } from '../services/webhook/index.ts'
import type { AccessLine, Log } from '../telemetry/log.ts'
import { frontOf } from './front-of.ts'
import { graphqlSettings } from './graphql-settings.ts'
import { passkeySite } from './secrets/passkey-site.ts'
import type { Ports } from './ports.ts'
import { collectionNames } from './rebuild-job.ts'
import { tlsListener } from './secrets/tls-identity.ts'
import { aggregateOf, findAggregate, outwardEvents, problems } from './service-catalogue.ts'

/** What the API's description calls itself. */
const apiVersion = '1.1.0'

/** Whether the process takes traffic; `main` turns it. */
export type Lifecycle = { started: boolean; draining: boolean }

export const exchange = container<Ports>()
  .singleton('unansweredOrders', ['config'], ({ config }) => ({
    answerWithinMs: config.answerHours * hourMs,
    stockPercent: config.unansweredStockPercent,
    ordersMax: config.unansweredOrders,
  }))
  .singleton('passkeySite', ['config'], passkeySite)
  .singleton('signInPages', ['config'], ({ config }) => config.signInPages)
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
    const aggregate = findAggregate(kind)
    return aggregate ? aggregate.organisations((await readState(aggregate, id)).state) : []
  })
  .singleton('cursors', ['secrets'], ({ secrets }) => createCursors(secrets.cursor))
  .use(auditModule)
  .singleton('outwardEvents', [], () => outwardEvents)
  .singleton('standingOf', ['readState'], ({ readState }) => async (stream: StreamName) => {
    const { kind, id } = parseStreamName(stream)
    const aggregate = aggregateOf(kind)
    const { state } = await readState(aggregate, id)
    return { state: state as unknown, organisations: aggregate.organisations(state) }
  })
  .use(liveModule)
  .use(webhookModule)
  .singleton('lifecycle', [], (): Lifecycle => ({ started: false, draining: false }))
  .singleton('deprecatedUses', ['clock', 'log'], ({ clock, log }) => createDeprecatedUses({ now: clock.now, log }))
  .singleton(
    'keptDeprecatedUses',
    ['deprecatedUses', 'deprecatedUseTally', 'log'],
    ({ deprecatedUses: uses, deprecatedUseTally: tally, log }) => keepDeprecatedUses({ uses, tally, log }),
    { dispose: (kept) => kept.close() },
  )
  .singleton(
    'operationsRoutes',
    ['bus', 'connectionPools', 'keptDeprecatedUses', 'jobs', 'leases', 'store'],
    ({ keptDeprecatedUses, ...needs }) => [
      ...operationsRoutes(needs),
      ...deprecatedUseRoutes(keptDeprecatedUses),
      ...backupRoutes(needs),
      ...rebuildRoutes({ ...needs, rebuildable: [...collectionNames, searchName] }),
    ],
  )
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
      'webhookRoutes',
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
      webhook: routes.webhookRoutes,
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
    [
      'config',
      'bus',
      'accountConsumers',
      'productConsumers',
      'orderConsumers',
      'analyticsConsumers',
      'webhookConsumers',
    ],
    ({ config, bus, accountConsumers, productConsumers, orderConsumers, analyticsConsumers, webhookConsumers }) => {
      const consumers: Partial<Record<ServiceName, readonly Consumer[]>> = {
        auth: accountConsumers,
        product: productConsumers,
        order: orderConsumers,
        analytics: analyticsConsumers,
        webhook: webhookConsumers,
      }
      for (const service of config.services) for (const consumer of consumers[service] ?? []) bus.subscribe(consumer)
    },
  )
  // Embedded, requests are told where their figures are asked for; a server hears of them from every process.
  .singleton('toldLog', ['config', 'log', 'requestLog'], ({ config, log, requestLog }) =>
    config.services.includes('analytics') || config.clickhouseUrl !== undefined ? logToo(log, requestLog.add) : log,
  )
  .singleton('front', ['config', 'rateLimit', 'quickRateLimit'], frontOf)
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
      'deprecatedUses',
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
        listener: tlsListener(config, toldLog),
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
