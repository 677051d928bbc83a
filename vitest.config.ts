/** One test runner for all of it: units and contracts beside the source, whole-exchange tests in test/. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

/**
 * Whole-exchange tests whose answers come out of read models more than others': `npm test` runs them a second time with
 * these half a second late, `npm run test:e2e:late` all.
 */
const readingModels = ['concurrency', 'idempotency', 'invoices', 'regressions', 'whole-trade']

/** Those whose answers could differ where a client's requests reach two processes by turns. */
const overTwins = ['client-events', 'concurrency', 'idempotency', 'live-events', 'regressions', 'whole-trade']

/** Honest requests of every kind. */
const throughWaf = ['graphql', 'invoices', 'live-events', 'whole-trade']

/** The same files on another composition (see test/support/composition-under-test.ts): a project each. */
const onServers = (
  composition: string,
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
  name = composition,
) => ({
  extends: true as const,
  test: {
    name: `production-${name}`,
    include: files.map((name) => `test/e2e/${name}.test.ts`),
    env: { FX_E2E_COMPOSITION: composition, ...env },
    // Three nodes of MongoDB, and several processes, on the same cores.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})

/** What a developer has exported for the others is not there for tests that need no server. */
const withoutServers = { MONGODB_URL: '', REDIS_URL: '', ELASTICSEARCH_URL: '', CLICKHOUSE_URL: '', FX_SMTP_URL: '' }

/** Tests against real servers: `npm run test:production`. */
const production = '**/*.production.test.ts'
/** Those that stop servers which the others use, too: they run one after another, after all else. */
const disturbing = '**/*.disturbing.test.ts'
/** Of these, those that start servers of their own to stop them: beside the others, since they wait most of the time. */
const ownServers = '**/*fail-over.disturbing.test.ts'
/** Behind proxies of deploy/: `npm run test:edge`. */
const edge = '**/*.edge.test.ts'

const late = (name: string, files: readonly string[]) => ({
  extends: true as const,
  test: {
    name,
    include: files.map((file) => `test/e2e/${file}.test.ts`),
    exclude: [production, disturbing, edge],
    env: { ...withoutServers, FX_E2E_READ_MODEL_DELAY_MS: '500' },
  },
})

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', 'test/support/bad-imports/**'],
    pool: 'forks',
    // Node itself loads the files, as it does in service: nothing is transformed, and nothing here is mocked by module.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // A worker goes on with the next file as it is: no test leaves anything behind, and loading all again for each file
    // takes longer than most of them.
    isolate: false,
    // Twice the cores: tests wait for processes, timers and read models for more than half of their time. Each takes up to
    // a gigabyte, with the process that serves it.
    maxWorkers: Math.min(8, 2 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is waited for comes at once where nothing else runs; on a busy machine it has as long as any test has.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'now',
          include: ['src/**/*.test.ts', 'sdk/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/support/bad-imports/**', production, disturbing, edge],
          env: withoutServers,
        },
      },
      {
        extends: true,
        // Other processes answer here, and wait for the disk: on a busy machine they take several times as long.
        test: { name: 'production', include: [production], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'disturbing',
          include: [disturbing],
          exclude: [ownServers],
          testTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'disturbing-own', include: [ownServers], testTimeout: 60_000 } },
      // GraphQL, too: there its profiler counts what a page asks.
      onServers('mongodb', ['concurrency', 'graphql', 'idempotency']),
      // The whole trade with MongoDB’s profiler on: every query uses an index and looks at little more than it gives.
      onServers('mongodb', ['whole-trade'], { FX_E2E_PROFILE: '.cache/queries.md' }, 'queries'),
      // Over several processes; the last ones find products by Elasticsearch.
      onServers('two', ['whole-trade']),
      onServers('three', ['invoices', 'whole-trade']),
      onServers('twins', overTwins),
      { extends: true, test: { name: 'edge', include: [edge], env: withoutServers, testTimeout: 60_000 } },
      {
        extends: true,
        // Whole trades through the firewall, which must not refuse one request of theirs.
        test: {
          name: 'edge-trades',
          include: throughWaf.map((name) => `test/e2e/${name}.test.ts`),
          env: { ...withoutServers, FX_E2E_FRONT: 'waf' },
          testTimeout: 60_000,
        },
      },
      late('late', readingModels),
      late('all-late', ['*']),
    ],
  },
})
