/** The catalogue's routes on a real gateway over a real store, for members that a test names in a header. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Caller, Role } from '../../kernel/caller.ts'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openInProcessEventBus } from '../../event-bus/in-process/in-process-event-bus.ts'
import { readEvent } from '../../infrastructure/store/aggregate.ts'
import { openSqliteSearchIndex } from '../../infrastructure/search/sqlite-search-index.ts'
import { openSqliteJobs } from '../../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { createFolderSpool } from '../../infrastructure/spool/folder-spool.ts'
import { createMemoryCache } from '../../infrastructure/cache/memory-cache.ts'
import { createReadThrough } from '../../infrastructure/cache/read-through.ts'
import { createFolderKeptFiles } from '../../infrastructure/kept-files/folder-kept-files.ts'
import { createLog } from '../../telemetry/log.ts'
import { systemClock } from '../../composition/clock-and-chance.ts'
import { readReferenceTable } from '../../composition/reference-table.ts'
import { namedId } from '../../../test/support/named-id.ts'
import { ask, createTestGateway, type Answer } from '../../../test/support/test-gateway.ts'
import { testIntent } from '../../../test/support/test-intent.ts'
import { openTestStore, type TestStore } from '../../../test/support/open-test-store.ts'
import { organisationAggregates } from '../organisation/index.ts'
import { organisationAggregate } from '../organisation/organisation/organisation-view.ts'
import { productAggregates, productModule } from './index.ts'
import { productProblems } from './problems.ts'

export type OverHttp = {
  readonly status: number
  readonly text: string
  /** `Cache-Status`. */
  readonly memory: string | null
  readonly etag: string | null
}

export type TestCatalogue = TestStore & {
  readonly app: FastifyInstance
  /** Registers an organisation and lets the platform verify it, as is done for `acme` from the start. */
  readonly verify: (name: string) => Promise<void>
  /** Resolves once the consumers have handled all that is committed. */
  readonly settled: () => Promise<void>
  /** Through a real connection, which alone is answered from kept replies. */
  readonly overHttp: (url: string, as?: string) => Promise<OverHttp>
  /** Sends a request for a member of an organisation (`acme seller`), for `staff`, or, without `as`, for nobody. */
  readonly send: (request: {
    readonly as?: string
    readonly method?: InjectOptions['method'] & string
    readonly url: string
    /** JSON, or the bytes of a file. */
    readonly body?: object
    readonly headers?: Record<string, string>
  }) => Promise<Answer>
}

/** The id of an organisation that a test calls by a short name. */
export const organisationId = (name: string): string => namedId('org', name)

const callerOf = (authorization: string | undefined): Caller => {
  if (authorization === undefined) return { kind: 'anonymous' }
  if (authorization === 'staff') return { kind: 'staff', staffId: 'stf_1', sessionId: 'ses_1' }
  const [name = '', role = 'seller'] = authorization.split(' ')
  const acting = { organisationId: organisationId(name), role: role as Role }
  return { kind: 'user', userId: `usr_${name}`, sessionId: 'ses_1', acting }
}

export async function openTestCatalogue(): Promise<TestCatalogue> {
  const opened = await openTestStore([...productAggregates, ...organisationAggregates])
  const cache = createMemoryCache({ capacityBytes: 8_388_608, now: () => performance.now() })
  const search = openSqliteSearchIndex({ path: join(opened.folder, 'search.db') })
  const jobs = openSqliteJobs({
    path: join(opened.folder, 'jobs.db'),
    clock: systemClock,
    newId: opened.newId,
    random: Math.random,
    log: createLog('silent'),
  })
  const services = await productModule.start({
    ...opened,
    cache,
    memories: cache,
    itemMemory: createReadThrough({ local: cache, loadsMax: 1_000, loadTimeoutMs: 5_000, random: Math.random }),
    clock: systemClock,
    readModelMemoryMs: 300_000,
    search,
    jobs,
    keptFiles: createFolderKeptFiles(join(opened.folder, 'reference')),
    referenceTable: readReferenceTable,
    spool: createFolderSpool(join(opened.folder, 'imports')),
  })
  const byKind = new Map(productAggregates.map((aggregate) => [aggregate.kind, aggregate]))
  const bus = openInProcessEventBus({
    path: join(opened.folder, 'bus.db'),
    log: opened.store,
    readBody: (kind, recorded) => readEvent(byKind.get(kind)!, recorded),
    now: Date.now,
    monotonicMs: () => performance.now(),
    random: Math.random,
    failed: (group, error) => console.error(group, error),
  })
  for (const consumer of services.values.productConsumers) bus.subscribe(consumer)
  await bus.start()
  await jobs.start()
  const app = createTestGateway({
    cache,
    routes: services.values.productRoutes,
    authenticate: ({ authorization }) => callerOf(authorization),
    problems: productProblems,
  })
  const verify = (name: string) => verifyOrganisation(opened, organisationId(name))
  await verify('acme')
  let keys = 0
  return {
    ...opened,
    app,
    verify,
    async overHttp(url, as) {
      const address = app.server.listening ? app.listeningOrigin : await app.listen({ port: 0, host: '127.0.0.1' })
      const reply = await fetch(`${address}${url}`, { headers: as === undefined ? {} : { authorization: as } })
      return {
        status: reply.status,
        text: await reply.text(),
        memory: reply.headers.get('cache-status'),
        etag: reply.headers.get('etag'),
      }
    },
    async settled() {
      const head = await opened.store.head()
      for (;;) {
        const groups = await bus.lag()
        if (groups.every(({ position }) => position >= head)) return
        await sleep(5)
      }
    },
    send({ as, method = 'GET', url, body, headers }) {
      const key = method === 'GET' ? undefined : `key-${(keys += 1)}`
      return ask(app, { method, url, body, headers: { authorization: as, 'idempotency-key': key, ...headers } })
    },
    async dispose() {
      await app.close()
      await jobs.stop(1_000)
      await jobs.close()
      await bus.stop(1_000)
      await search.close()
      await services[Symbol.asyncDispose]()
      await opened.dispose()
    },
  }
}

/** Registers an organisation under an id, and lets the platform verify it. */
export async function verifyOrganisation({ execute }: TestStore, id: string): Promise<void> {
  await execute(organisationAggregate, testIntent(), async (unit) => {
    const { at } = unit
    const details = { legalName: 'Noord', country: 'NL', kinds: ['supplier'] as const }
    const judged = { staffId: 'stf_1', outcome: 'verified', reason: 'Checked.' } as const
    await unit.decide(organisationAggregate, id, {
      type: 'register',
      at,
      organisationId: id,
      ownerId: 'usr_1',
      details,
    })
    await unit.decide(organisationAggregate, id, { type: 'submit-for-verification', at })
    await unit.decide(organisationAggregate, id, { type: 'judge', at, ...judged })
    return id
  })
}
