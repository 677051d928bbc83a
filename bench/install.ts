/** How long a fresh clone takes to install, and how large it becomes beside the Node that comes with it. */
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/tool.ts'
import type { Bench } from './harness/bench.ts'

const asked = { seconds: 60, mib: 200 }
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
    const all = weigh(modules)
    const nodes = node.map((name) => weigh(join(modules, name)))
    const nodeMib = sum(nodes.map(({ mib }) => mib))
    const mib = all.mib - nodeMib
    const onDiskMib = all.onDiskMib - sum(nodes.map((one) => one.onDiskMib))
    return {
      figures: {
        seconds: Math.round(seconds * 10) / 10,
        mib: Math.round(mib),
        onDiskMib: Math.round(onDiskMib),
        nodeMib: Math.round(nodeMib),
      },
      measured: `npm ci in ${seconds.toFixed(1)} s, ${mib.toFixed(0)} MiB beside Node's ${nodeMib.toFixed(0)} MiB`,
      passed: seconds <= asked.seconds && mib <= asked.mib,
      remarks: [
        "a clone of what is committed; npm's own cache is as warm as this machine's is",
        `MiB are those of the files, as npm counts a package; in this file system's blocks they take ${onDiskMib.toFixed(0)} MiB`,
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

type Weight = { readonly mib: number; readonly onDiskMib: number }

/** The bytes of all files, and what they take in the file system's blocks. */
function weigh(folder: string): Weight {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => lstatSync(join(entry.parentPath, entry.name)))
  return {
    mib: sum(files.map(({ size }) => size)) / 1_048_576,
    onDiskMib: sum(files.map(({ blocks }) => blocks * 512)) / 1_048_576,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
