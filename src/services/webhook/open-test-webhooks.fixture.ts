/** Webhooks on a real gateway, store, bus, job queue and HTTP client; what is told of is samples, between a buyer and a supplier. */
import { join } from 'node:path'
import type { Consumer } from '../../event-bus/event-bus.ts'
import { openInProcessEventBus } from '../../event-bus/in-process/in-process-event-bus.ts'
import type { Jobs } from '../../infrastructure/jobs/jobs.ts'
import { openSqliteJobs } from '../../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { createFolderMailer } from '../../infrastructure/mail/folder-mailer.ts'
import { createHttpsOutgoing, type HttpsOutgoingOptions } from '../../infrastructure/outgoing/https-outgoing.ts'
import { loopbackToo } from '../../infrastructure/outgoing/https/loopback-too.ts'
import { openSqlitePersonalData } from '../../infrastructure/personal-data/sqlite-personal-data.ts'
import { readEvent, type AnyAggregate } from '../../infrastructure/store/aggregate.ts'
import { logStart, parseStreamName } from '../../infrastructure/store/commit-log.ts'
import type { Sealed } from '../../kernel/sealed.ts'
import type { Caller, Role } from '../../kernel/caller.ts'
import { createLog } from '../../telemetry/log.ts'
import { namedId } from '../../../test/support/named-id.ts'
import { ask, createTestGateway, type Answer } from '../../../test/support/test-gateway.ts'
import { testIntent } from '../../../test/support/test-intent.ts'
import { openTestStore, type TestStore } from '../../../test/support/open-test-store.ts'
import { auditCollections } from '../audit/trail/audit-view.ts'
import { sha256, trailTools } from '../audit/module.ts'
import { createTrailWriter } from '../audit/sealing/write-trails.ts'
import { userAggregate } from '../auth/account/account-view.ts'
import { orderOutwardEvents } from '../order/index.ts'
import type { SampleCommand } from '../order/sample/sample.ts'
import { sampleAggregate } from '../order/sample/sample-view.ts'
import { organisationAggregate } from '../organisation/organisation/organisation-view.ts'
import { webhookAggregates, webhookCollections, webhookModule, webhookProblems } from './index.ts'

const aggregates: readonly AnyAggregate[] = [
  sampleAggregate,
  organisationAggregate,
  userAggregate,
  ...webhookAggregates,
]

export const organisationId = (name: string): string => namedId('org', name)

export type TestWebhooks = TestStore & {
  /** The clock stands; it begins with the time of day. */
  now(): string
  /** Turns the clock: what is due is looked for at once. */
  later(ms: number): void
  /** As `buyer`, `supplier viewer`. GET where there is no body. */
  send(
    as: string,
    url: string,
    body?: object,
    more?: { method?: 'PATCH' | 'DELETE'; headers?: Record<string, string> },
  ): Promise<Answer>
  /** As `send`; throws on what is no success. */
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a route answers, for a test to look into
  done(as: string, url: string, body?: object): Promise<any>
  /** The buyer asks the supplier for one; gives its id. Its event: `sample.requested`. */
  requestSample(): Promise<string>
  decideSample(sampleId: string, command: SampleCommand): Promise<void>
  /** Has the trails of all organisations hold what was committed so far. */
  seal(): Promise<void>
  /** Hands the consumers once more all that they were given. */
  redeliver(): Promise<void>
  /** Founds the organisation with an owner who can be written to, at this address. */
  employ(name: string, email: string): Promise<void>
  /** The folder of captured mails. */
  readonly mails: string
  readonly jobs: Jobs
}

/** @param calls  how it calls out: to loopback too unless said */
export async function openTestWebhooks(calls: HttpsOutgoingOptions = loopbackToo): Promise<TestWebhooks> {
  const opened = await openTestStore(aggregates, [...webhookCollections, ...auditCollections])
  const { store, execute, readState, newId, folder } = opened
  // It stands until a test turns it: how busy the machine is makes nothing due.
  let nowMs = Date.now()
  const now = (): string => new Date(nowMs).toISOString()
  const clock = { now, monotonicMs: () => performance.now() }
  const log = createLog('silent')
  const byKind = new Map(aggregates.map((aggregate) => [aggregate.kind, aggregate]))
  const bus = openInProcessEventBus({
    path: join(folder, 'bus.db'),
    log: store,
    readBody: (kind, recorded) => readEvent(byKind.get(kind)!, recorded),
    now: Date.now,
    monotonicMs: clock.monotonicMs,
    random: Math.random,
    failed: () => undefined,
  })
  const jobs = openSqliteJobs({ path: join(folder, 'jobs.db'), clock, newId, random: Math.random, log })
  const personalData = openSqlitePersonalData({ path: join(folder, 'keys.db'), masterKey: Buffer.alloc(32, 7) })
  const outgoing = createHttpsOutgoing(calls)
  const module = await webhookModule.start({
    ...opened,
    outwardEvents: orderOutwardEvents,
    standingOf: async (stream) => {
      const { kind, id } = parseStreamName(stream)
      const aggregate = byKind.get(kind)!
      const { state } = await readState(aggregate, id)
      return { state, organisations: aggregate.organisations(state) }
    },
    personalData,
    outgoing,
    mailer: createFolderMailer(join(folder, 'mail'), now),
    jobs,
    clock,
    random: Math.random,
    log,
  })
  const { webhookConsumers, webhookDeliveries, webhookRoutes } = module.values
  const handled: (() => Promise<void>)[] = []
  for (const consumer of webhookConsumers) bus.subscribe(noting(consumer, handled))
  await bus.start()
  await jobs.start()
  webhookDeliveries.start()
  const app = createTestGateway({
    routes: webhookRoutes,
    authenticate: ({ authorization }) => callerOf(authorization),
    now,
    problems: webhookProblems,
  })
  const decideSample: TestWebhooks['decideSample'] = async (sampleId, command) => {
    await execute(sampleAggregate, testIntent(command.at), async (unit) => {
      await unit.decide(sampleAggregate, sampleId, command)
      return sampleId
    })
  }
  let keys = 0
  const send: TestWebhooks['send'] = (as, url, body, { method, headers } = {}) =>
    ask(app, {
      method: method ?? (body ? 'POST' : 'GET'),
      url,
      body,
      headers: {
        authorization: as,
        ...((method ?? body) ? { 'idempotency-key': `key-${(keys += 1)}` } : {}),
        ...headers,
      },
    })
  return {
    ...opened,
    now,
    send,
    async done(as, url, body) {
      const reply = await send(as, url, body)
      if (reply.status > 202) throw new Error(`${url}: ${reply.text}`)
      return reply.body
    },
    later(ms) {
      nowMs += ms
      webhookDeliveries.nudge()
    },
    async requestSample() {
      const sampleId = newId('smp')
      const request = { ...sample, buyerId: organisationId('buyer'), supplierId: organisationId('supplier') }
      await decideSample(sampleId, { type: 'request', at: now(), by: 'usr_b', request })
      return sampleId
    },
    decideSample,
    async employ(name, email) {
      const userId = newId('usr')
      const at = now()
      const profile = await Promise.all(['Ada', email, 'hash'].map((text) => personalData.seal(userId, text)))
      const [sealedName, sealedEmail, passwordHash] = profile as [Sealed, Sealed, Sealed]
      await execute(userAggregate, testIntent(at), async (unit) => {
        await unit.decide(userAggregate, userId, {
          type: 'register',
          at,
          accountId: userId,
          name: sealedName,
          email: sealedEmail,
          emailDigest: 'digest',
          locale: 'en',
          passwordHash,
        })
        await unit.decide(organisationAggregate, organisationId(name), {
          type: 'register',
          at,
          organisationId: organisationId(name),
          ownerId: userId,
          details: { legalName: name, country: 'NL', kinds: ['supplier'] },
        })
        return userId
      })
    },
    async seal() {
      const trails = createTrailWriter({
        documents: store.documents,
        tools: trailTools,
        sha256,
        isGenuine: () => true,
        broken: (error) => {
          throw error
        },
      })
      await trails.write(await store.readCommits({ after: logStart, limit: 1_000 }), store.documents)
    },
    async redeliver() {
      for (const again of handled) await again()
    },
    mails: join(folder, 'mail'),
    jobs,
    async dispose() {
      await app.close()
      await webhookDeliveries.stop(100)
      await bus.stop(1_000)
      await jobs.stop(100)
      await jobs.close()
      outgoing.close()
      await module[Symbol.asyncDispose]()
      personalData.close()
      await opened.dispose()
    },
  }
}

/** The same consumer, whose calls can be made again. */
function noting(consumer: Consumer, handled: (() => Promise<void>)[]): Consumer {
  if (!('handleBatch' in consumer)) return consumer
  return {
    ...consumer,
    async handleBatch(messages, signal) {
      handled.push(() => consumer.handleBatch(messages, new AbortController().signal))
      await consumer.handleBatch(messages, signal)
    },
  }
}

const sample = {
  requestedBy: 'usr_b',
  productId: 'prd_1',
  sku: 'G',
  name: 'Gouda',
  specVersion: 1,
  quantity: 3,
  measured: false,
  shipTo: { name: 'Shop', address: { lines: ['Kade 1'], city: 'Urk', country: 'NL' } },
  purpose: 'Tasting.',
} as const

const callerOf = (authorization: string | undefined): Caller => {
  const [name = '', role = 'owner'] = (authorization ?? '').split(' ')
  if (name === '') return { kind: 'anonymous' }
  const acting = { organisationId: organisationId(name), role: role as Role }
  return { kind: 'user', userId: `usr_${name}`, sessionId: 'ses_1', acting }
}
