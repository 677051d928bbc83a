/** What webhooks need, and what they provide. Nothing is sent before `webhookDeliveries` is started. */
import type { Consumer } from '../../event-bus/event-bus.ts'
import type { Route } from '../../gateway/route.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { keepAsking } from '../../infrastructure/jobs/regular-job.ts'
import type { Mailer } from '../../infrastructure/mail/mail.ts'
import type { Outgoing } from '../../infrastructure/outgoing/outgoing.ts'
import type { PersonalData } from '../../infrastructure/personal-data/personal-data.ts'
import type { StreamName } from '../../infrastructure/store/commit-log.ts'
import type { Documents } from '../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../infrastructure/store/commands/execute.ts'
import type { Store } from '../../infrastructure/store/store.ts'
import type { Clock } from '../../kernel/clock.ts'
import { container } from '../../kernel/container.ts'
import type { NewId } from '../../kernel/identifier.ts'
import type { AnyOutwardEvents } from '../../kernel/outward-events.ts'
import type { Log } from '../../telemetry/log.ts'
import { createLiveEventsReader, type Standing } from '../live/contract.ts'
import { tendDeliveries, tendingJob, tendingTimeoutMs } from './delivery/delivery-jobs.ts'
import { deliveryRoutes } from './delivery/delivery-routes.ts'
import { runDeliveries, type DeliveryRunner } from './delivery/run-deliveries.ts'
import { submitDeliveries, type SubmitNeeds } from './delivery/submit-deliveries.ts'
import { webhookRoutes } from './endpoint/webhook-routes.ts'
import { replayEvents, replayKind, replayTimeoutMs } from './replay/replay-jobs.ts'
import { replayRoutes } from './replay/replay-routes.ts'
import { tellDisabled } from './webhook-mails.ts'
import { webhookConsumers } from './webhook-reactions.ts'

export type WebhookNeeds = {
  store: Store
  documents: Documents
  execute: Execute
  readState: ReadState
  outwardEvents: readonly AnyOutwardEvents[]
  standingOf: (stream: StreamName) => Promise<Standing>
  personalData: PersonalData
  outgoing: Outgoing
  mailer: Mailer
  jobs: Jobs
  clock: Clock
  random: () => number
  newId: NewId
  log: Log
}

export const webhookModule = container<WebhookNeeds>()
  .singleton(
    'webhookDeliveries',
    ['documents', 'execute', 'readState', 'outgoing', 'personalData', 'clock', 'random', 'log'],
    ({ log, ...needs }): DeliveryRunner =>
      runDeliveries({ ...needs, failed: (error) => log.error({ err: error }, 'webhook deliveries are late') }),
  )
  .singleton(
    'webhookSubmitting',
    ['documents', 'random', 'clock', 'webhookDeliveries'],
    ({ documents, random, clock, webhookDeliveries }): SubmitNeeds => ({
      documents,
      random,
      now: clock.now,
      nudge: webhookDeliveries.nudge,
    }),
  )
  .singleton('webhookEvents', ['outwardEvents', 'standingOf'], ({ outwardEvents: declared, standingOf }) =>
    createLiveEventsReader({ declared, standingOf }),
  )
  .singleton(
    'webhookConsumers',
    ['webhookSubmitting', 'webhookEvents', 'outwardEvents', 'store', 'readState', 'personalData', 'mailer'],
    ({ webhookSubmitting, webhookEvents, outwardEvents, store, mailer, ...needs }): readonly Consumer[] =>
      webhookConsumers({
        ...needs,
        ...webhookSubmitting,
        log: store,
        readEvents: webhookEvents,
        declared: outwardEvents,
        submit: submitDeliveries(webhookSubmitting),
        tellDisabled: tellDisabled({ ...needs, mailer }),
      }),
  )
  .singleton(
    'webhookJobs',
    ['jobs', 'webhookSubmitting', 'webhookEvents', 'store', 'readState', 'documents', 'clock'],
    async ({ jobs, webhookSubmitting, webhookEvents: readEvents, store: log, readState, documents, clock }) => {
      jobs.register(replayKind, {
        handler: replayEvents({ ...webhookSubmitting, log, readState, readEvents }),
        concurrency: 2,
        timeoutMs: replayTimeoutMs,
      })
      jobs.register(tendingJob.kind, {
        handler: tendDeliveries({ jobs, documents, clock }),
        concurrency: 1,
        timeoutMs: tendingTimeoutMs,
      })
      return keepAsking(jobs, tendingJob, clock)
    },
    { dispose: (asking) => asking.stop() },
  )
  .singleton(
    'webhookRoutes',
    [
      'execute',
      'readState',
      'documents',
      'personalData',
      'outgoing',
      'outwardEvents',
      'newId',
      'jobs',
      'webhookSubmitting',
    ],
    ({ webhookSubmitting, ...needs }): readonly Route[] => [
      ...webhookRoutes(needs),
      ...deliveryRoutes({ ...webhookSubmitting, readState: needs.readState }),
      ...replayRoutes(needs),
    ],
  )
