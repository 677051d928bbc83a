/** The webhook service's one door. */
import type { AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import type { Collection } from '../../infrastructure/store/documents.ts'
import { tendingJob } from './delivery/delivery-jobs.ts'
import { deliveries, queues } from './delivery/delivery-view.ts'
import { webhookAggregate } from './endpoint/webhook-view.ts'
import { replayKind } from './replay/replay-jobs.ts'

export type { DeliveryRunner } from './delivery/run-deliveries.ts'
export { webhookModule } from './module.ts'
export { webhookProblems } from './problems.ts'
export const webhookAggregates: readonly AnyAggregate[] = [webhookAggregate]
/** What no commit makes: the delivery log and what waits. */
export const webhookCollections: readonly Collection<never>[] = [deliveries, queues]
export const webhookJobKinds: readonly string[] = [replayKind, tendingJob.kind]
