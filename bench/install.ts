/** How long a fresh clone takes to install, and how large it becomes beside the Node that comes with it. */
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/tool.ts'
import type { Bench } from './harness/bench.ts'

const asked = { seconds: 60, mb: 200 }
const timeoutMs = 10 * 60_000

export const install: Bench = async ({ progress }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-bench-'))
  try {
    progress('install: cloning')
    execFileSync('git', ['clone', '--quiet', root, folder], { timeout: timeoutMs })
    progress('install: npm ci')
    const began = performance.now()
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'ignore', timeout: timeoutMs })
    const seconds = (performance.now() - began) / 1_000
    const modules = join(folder, 'node_modules')
    const node = readdirSync(modules).filter((name) => /^node-(bin-)?(linux|darwin|win)-/.test(name))
    const nodeMb = node.reduce((sum, name) => sum + sizeMb(join(modules, name)), 0)
    const mb = sizeMb(modules) - nodeMb
    return {
      figures: { seconds: Math.round(seconds * 10) / 10, mb: Math.round(mb), nodeMb: Math.round(nodeMb) },
      measured: `npm ci in ${seconds.toFixed(1)} s, ${mb.toFixed(0)} MB beside Node's ${nodeMb.toFixed(0)} MB`,
      passed: seconds <= asked.seconds && mb <= asked.mb,
      remarks: ["a clone of what is committed; npm's own cache is as warm as this machine's is"],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What files take on the disk, links themselves included. */
function sizeMb(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const bytes = entries.map((entry) =>
    entry.isDirectory() ? 0 : lstatSync(join(entry.parentPath, entry.name)).blocks * 512,
  )
  return bytes.reduce((sum, one) => sum + one, 0) / 1e6
}
