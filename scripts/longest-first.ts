/** In which order test files start: those that take longest first, also where no run before could be remembered. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They start processes again and again or make whole markets: everything else fits in beside them. */
const longest = [
  ...['crash', 'real-catalogue', 'demo', 'fx', 'shutdown'].map((name) => `/test/e2e/${name}.test.ts`),
  '/src/infrastructure/store/sqlite-store.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((path) => moduleId.endsWith(path))
      return index === -1 ? longest.length : index
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
