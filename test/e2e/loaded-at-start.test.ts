/** An exchange without servers starts in a second, which it does not where it loads the drivers of servers it has not got. */
import { expect, test } from 'vitest'
import { startExchange } from '../support/start-exchange.ts'

/** Tells each package by name as its first file is loaded. */
const spy = `
  import { registerHooks } from 'node:module'
  const told = new Set()
  registerHooks({
    load(url, context, next) {
      const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]
      if (name && !told.has(name)) console.error('loaded ' + name + '.')
      told.add(name)
      return next(url, context)
    },
  })`

test('what no configured server needs is not loaded', async () => {
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(spy)}` }
  await using exchange = await startExchange({ layout: 'embedded', alone: true, environment })
  const loaded = new Set(Array.from(exchange.output().matchAll(/^loaded (\S+)\.$/gm), ([, name]) => name))
  expect(loaded).toContain('fastify')
  const drivers = [
    'graphql',
    'graphql-jit',
    'mongodb',
    'ioredis',
    'bullmq',
    '@bull-board/api',
    '@elastic/elasticsearch',
    '@clickhouse/client',
  ]
  expect(drivers.filter((name) => loaded.has(name))).toEqual([])
})
