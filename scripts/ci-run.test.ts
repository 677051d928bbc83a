import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { root } from './tool.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Runs .ci/run with an npm that does as told for `npm ci`, `npm test` and `npm run test:production`. */
async function run(told: { readonly ci?: string; readonly test?: string; readonly production?: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'fx-ci-'))
  folders.push(folder)
  mkdirSync(join(folder, '.ci'))
  copyFileSync(join(root, '.ci/run'), join(folder, '.ci/run'))
  const { ci = 'true', test: tests = 'true', production = 'true' } = told
  const npm = `#!/bin/sh\ncase "$1" in ci) ${ci};; test) ${tests};; run) ${production};; esac\n`
  writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` }
  const ended = await promisify(execFile)('bash', [join(folder, '.ci/run')], { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  )
  return { code: ended.code, last: ended.stdout.trimEnd().split('\n').at(-1) }
}

test('the last line is the sum of what both say', async () => {
  const ended = await run({ test: 'echo "5 passed, 0 failed"', production: 'echo hello; echo "7 passed, 0 failed"' })
  expect(ended).toEqual({ code: 0, last: '12 passed, 0 failed' })
})

test('a failure of either is one of the whole', async () => {
  const ended = await run({
    test: 'echo "5 passed, 2 failed"; exit 1',
    production: 'echo "7 passed, 1 failed"; exit 1',
  })
  expect(ended).toEqual({ code: 1, last: '12 passed, 3 failed' })
})

test('what ends without its totals, or in failure against what it says, is a failure', async () => {
  const silent = await run({ test: 'echo "5 passed, 0 failed"', production: 'echo "7 passed, 0 failed"; echo killed' })
  expect(silent).toEqual({ code: 1, last: '5 passed, 1 failed' })
  const ended = await run({ test: 'echo "5 passed, 0 failed"; exit 3', production: 'echo "7 passed, 0 failed"' })
  expect(ended).toEqual({ code: 1, last: '12 passed, 1 failed' })
})

test('without packages nothing is tested, and that is a failure', async () => {
  const ended = await run({ ci: 'exit 1', test: 'echo "5 passed, 0 failed"' })
  expect(ended).toEqual({ code: 1, last: '0 passed, 1 failed' })
})

test('nothing passed is no success', async () => {
  const nothing = 'echo "0 passed, 0 failed"'
  expect(await run({ test: nothing, production: nothing })).toEqual({ code: 1, last: '0 passed, 0 failed' })
})
