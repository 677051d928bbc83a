/** What the services declare, each in a list with the others': streams, events that go out, jobs, problems. */
import { gatewayProblems, type ProblemCatalogue } from '../gateway/docs/problem-pages.ts'
import { graphqlProblems } from '../gateway/graphql/graphql-problems.ts'
import { rebuildKind } from '../gateway/operations/rebuild-routes.ts'
import { infrastructureProblems } from '../infrastructure/infrastructure-problems.ts'
import type { AnyAggregate } from '../infrastructure/store/aggregate.ts'
import { kernelProblems } from '../kernel/kernel-problems.ts'
import type { AnyOutwardEvents } from '../kernel/outward-events.ts'
import { analyticsProblems } from '../services/analytics/index.ts'
import { auditProblems } from '../services/audit/index.ts'
import { authAggregates, authProblems } from '../services/auth/index.ts'
import { inventoryAggregates, inventoryOutwardEvents, inventoryProblems } from '../services/inventory/index.ts'
import { invoiceAggregates, invoiceOutwardEvents, invoiceProblems } from '../services/invoice/index.ts'
import { liveProblems } from '../services/live/index.ts'
import { orderAggregates, orderJobKinds, orderOutwardEvents, orderProblems } from '../services/order/index.ts'
import {
  organisationAggregates,
  organisationOutwardEvents,
  organisationProblems,
} from '../services/organisation/index.ts'
import {
  importKind,
  importProblems,
  productAggregates,
  productOutwardEvents,
  productProblems,
} from '../services/product/index.ts'
import { rfqAggregates, rfqOutwardEvents, rfqProblems } from '../services/rfq/index.ts'
import { webhookAggregates, webhookJobKinds, webhookProblems } from '../services/webhook/index.ts'

/** Every kind of stream there is: what the projector folds and `rebuild` rebuilds. */
export const aggregates: readonly AnyAggregate[] = [
  ...authAggregates,
  ...organisationAggregates,
  ...productAggregates,
  ...inventoryAggregates,
  ...rfqAggregates,
  ...orderAggregates,
  ...invoiceAggregates,
  ...webhookAggregates,
]

const aggregatesByKind = new Map(aggregates.map((aggregate) => [aggregate.kind, aggregate]))

/** The aggregate of a kind of stream; undefined for a kind that this release does not have. */
export const findAggregate = (kind: string): AnyAggregate | undefined => aggregatesByKind.get(kind)

/** As `findAggregate`; throws where there is none. */
export function aggregateOf(kind: string): AnyAggregate {
  const found = findAggregate(kind)
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
export const jobKinds: readonly string[] = [importKind, ...orderJobKinds, ...webhookJobKinds, rebuildKind]

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
  ...webhookProblems,
}
