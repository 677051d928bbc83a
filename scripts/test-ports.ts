/** `npm run test:ports`: the contract suites alone, through the tests of every adapter that runs one. */
import { globSync } from 'node:fs'
import { root, runTool } from './tool.ts'

const TIMEOUT_MS = 20 * 60_000

const contracts = globSync('{src,sdk}/**/*.contract.ts', { cwd: root })
if (contracts.length === 0) {
  console.error('There is no contract suite: nothing was tested.')
  process.exitCode = 1
} else {
  const args = ['related', ...contracts, '--run', '--project', 'now', ...process.argv.slice(2)]
  const run = await runTool('vitest', 'vitest', args, { output: 'shown', timeoutMs: TIMEOUT_MS })
  process.exitCode = run.exitCode
}
