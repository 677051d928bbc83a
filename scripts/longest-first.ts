/**
 * In which order test files start: those that take longest first, also where no run before could be remembered; and one
 * project after another, since a worker that goes on with another project starts anew and loads everything again.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They start processes again and again, make whole markets or wait for servers: everything else fits in beside them. */
const longest = [
  ...['crash', 'audit', 'real-catalogue', 'fx', 'demo', 'authorisation', 'shutdown'].map(
    (name) => `/test/e2e/${name}.test.ts`,
  ),
  '/src/infrastructure/store/sqlite/sqlite-store.test.ts',
  '/src/composition/moving-house/migrate-data.test.ts',
  ...[
    'src/infrastructure/store/mongodb/mongodb-store',
    'src/infrastructure/search/elasticsearch/elasticsearch-search-index',
    'test/e2e/read-your-writes',
    'test/e2e/servers-at-start',
    'src/infrastructure/jobs/bullmq/bullmq-jobs',
    'test/e2e/moving-house',
    'src/services/analytics/analytics-figures',
    'test/e2e/encrypted-servers',
    'test/e2e/rebuild-while-serving',
    'src/event-bus/redis/redis-bus-on-mongodb',
    'src/infrastructure/leases/mongodb-leases',
    'src/infrastructure/jobs/bullmq/bullmq-jobs-cluster',
    'src/event-bus/redis/redis-cluster-event-bus',
    'src/services/audit/sealing/killed-sealers',
  ].map((name) => `/${name}.production.test.ts`),
]

const rankOf = ({ moduleId }: TestSpecification): number => {
  const index = longest.findIndex((path) => moduleId.endsWith(path))
  return index === -1 ? longest.length : index
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const counts = new Map<string, number>()
    for (const { project } of sorted) counts.set(project.name, (counts.get(project.name) ?? 0) + 1)
    // What has many files comes last: there is always one more to begin where a worker would wait.
    const size = ({ project: { name } }: TestSpecification): number => counts.get(name)!
    const byProject = (a: TestSpecification, b: TestSpecification): number =>
      size(a) - size(b) || (a.project.name < b.project.name ? -1 : a.project.name > b.project.name ? 1 : 0)
    return sorted.toSorted((a, b) => byProject(a, b) || rankOf(a) - rankOf(b))
  }
}
