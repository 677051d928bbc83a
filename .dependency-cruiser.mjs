/** Lets `npx depcruise src` draw and check the same table that test/architecture.test.ts holds. */
import { RESOLVE_AS_NODE, sourceFiles } from './test/support/cruise-imports.ts'
import { importRules } from './test/support/import-rules.ts'

export default {
  forbidden: [...importRules(sourceFiles('.', ['src', 'sdk', 'test', 'bench']))],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/support/bad-imports/' },
    enhancedResolveOptions: RESOLVE_AS_NODE,
  },
}
