/** The container keeps its promises: order, laziness, scopes, undoing, and refusing to compile when wrong. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'vitest'
import { container, ContainerError, type Lazy } from './container.ts'

const build = (log: string[]) =>
  container<{ config: { url: string } }, { requestId: string }>()
    .singleton('clock', [], () => ({ now: () => 0 }))
    .singleton(
      'database',
      ['config'],
      async ({ config }) => {
        await sleep(5)
        log.push('open ' + config.url)
        return { q: 1 }
      },
      {
        dispose: () => {
          log.push('close database')
        },
      },
    )
    .singleton('orders', ['database', 'clock'], ({ database, clock }) => ({ database, clock }), {
      dispose: ({ database }) => {
        log.push('close orders ' + database.q)
      },
    })
    .lazy(
      'reports',
      ['orders'],
      () => {
        log.push('build reports')
        return 'reports'
      },
      {
        dispose: () => {
          log.push('close reports')
        },
      },
    )
    .scoped('actor', ['requestId', 'orders'], ({ requestId }) => 'actor ' + requestId, {
      dispose: (a) => {
        log.push('close ' + a)
      },
    })

test('starts in order, lazily, by scope, and disposes dependents first', async () => {
  const log: string[] = []
  {
    await using app = await build(log).start({ config: { url: 'db' } })
    const reports: Lazy<string> = app.values.reports
    assert.deepEqual(log, ['open db'])
    assert.equal(await reports(), 'reports')
    assert.equal(await reports(), 'reports')
    await using a = app.scope({ requestId: '1' })
    const b = app.scope({ requestId: '2' })
    assert.equal(await a.get('actor'), 'actor 1')
    assert.equal(await b.get('actor'), 'actor 2')
    assert.equal(await a.get('orders'), app.values.orders)
  }
  assert.deepEqual(log, [
    'open db',
    'build reports',
    'close actor 1',
    'close actor 2',
    'close reports',
    'close orders 1',
    'close database',
  ])
})
test('reports a cycle with its path before any factory runs', async () => {
  const log: string[] = []
  const cyclic = build(log).override('database', ['orders'], () => ({ q: 2 }))
  await assert.rejects(
    cyclic.start({ config: { url: 'db' } }),
    (e: Error) => e instanceof ContainerError && /database → orders → database/.test(e.message),
  )
  assert.deepEqual(log, [])
})
test('what takes a place is disposed of in its own way', async () => {
  const log: string[] = []
  const root = container<{ url: string }>()
    .singleton('database', ['url'], ({ url }) => ({ url }), { dispose: () => void log.push('first') })
    .override('database', [], () => ({ url: 'another' }), { dispose: ({ url }) => void log.push(url) })
  await (await root.start({ url: 'db' }))[Symbol.asyncDispose]()
  assert.deepEqual(log, ['another'])
})
test('undoes a half-finished start', async () => {
  const log: string[] = []
  const broken = build(log).singleton('bad', ['orders'], () => {
    throw new Error('boom')
  })
  await assert.rejects(broken.start({ config: { url: 'db' } }), /boom/)
  assert.deepEqual(log, ['open db', 'close orders 1', 'close database'])
})
test('does not compile when wrong', () => {
  const empty = container()
  // @ts-expect-error missing name
  empty.singleton('a', ['nope'], () => 1)
  const scoped = container<{}, { requestId: string }>().scoped('s', ['requestId'], () => 1)
  // @ts-expect-error a singleton may not hold a scoped value
  scoped.singleton('a', ['s'], () => 1)
  const one = container().singleton('a', [], () => 1)
  // @ts-expect-error duplicate name
  one.singleton('a', [], () => 2)
  // @ts-expect-error undeclared need
  one.singleton('b', [], ({ a }) => a)
})
test('a module is a container whose seed is what it needs', async () => {
  const orderModule = container<{ store: { read(): string }; now: () => string }>().singleton(
    'handleOrder',
    ['store'],
    ({ store }) =>
      () =>
        store.read(),
  )
  const root = container()
    .singleton('store', [], () => ({ read: () => 'x' }))
    .singleton('now', [], () => () => 't')
    .use(orderModule)
  const app = await root.start({})
  assert.equal(app.values.handleOrder(), 'x')
  assert.deepEqual(root.edges(), [['handleOrder', 'store']])
  const unmet = container().singleton('store', [], () => ({ read: () => 'x' }))
  // @ts-expect-error the module's needs are not met
  unmet.use(orderModule)
  assert.throws(() => root.use(orderModule), /provided twice/)
})

test('refuses what is asked for after disposal', async () => {
  const app = await build([]).start({ config: { url: 'db' } })
  await app[Symbol.asyncDispose]()
  await assert.rejects(app.values.reports(), /after disposal/)
})
test('builds a lazy value again after it failed', async () => {
  let tries = 0
  const root = container().lazy('fragile', [], () => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    return tries
  })
  await using app = await root.start({})
  await assert.rejects(app.values.fragile(), /not yet/)
  assert.equal(await app.values.fragile(), 2)
})
test('names what was still starting when the time was up', async () => {
  const root = container().singleton('slow', [], () => sleep(200))
  await assert.rejects(root.start({}, { timeoutMs: 5 }), /Still starting after 5 ms: "slow"/)
})

test('what it was started with is among its values', async () => {
  await using app = await build([]).start({ config: { url: 'db' } })
  assert.equal(app.values.config.url, 'db')
})
