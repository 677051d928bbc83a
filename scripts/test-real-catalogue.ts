/** `npm run test:real`: the real catalogue to its last row, which takes longer than `npm test` has. */
import { runTool } from './tool.ts'

const timeoutMs = 15 * 60_000

process.env['FX_E2E_WHOLE_CATALOGUE'] = '1'
const args = [
  'run',
  '--project',
  'now',
  'test/e2e/real-catalogue.test.ts',
  'src/services/product/import/row-to-product.test.ts',
]
process.exitCode = (await runTool('vitest', 'vitest', args, { output: 'shown', timeoutMs })).exitCode
