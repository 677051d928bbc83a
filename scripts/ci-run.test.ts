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

type Step = 'ci' | 'test' | 'production' | 'disturbing' | 'histories' | 'simulation'

/** Runs .ci/run with an npm that does as told for each of its commands; what is not told says that all is well. */
async function run(told: Partial<Record<Step, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'fx-ci-'))
  folders.push(folder)
  mkdirSync(join(folder, '.ci'))
  copyFileSync(join(root, '.ci/run'), join(folder, '.ci/run'))
  const well = 'echo "0 passed, 0 failed"'
  const { ci = 'true', test: tests = well, production = well, disturbing = well } = told
  const { histories = well, simulation = well } = told
  const onServers = `case "$*" in *--part=steady*) ${production};; *--part=disturbing*) ${disturbing};; esac`
  const runs = `case "$2" in *production) ${onServers};; *histories) ${histories};; *) ${simulation};; esac`
  const npm = `#!/bin/sh\ncase "$1" in ci) ${ci};; test) ${tests};; run) ${runs};; esac\n`
  writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` }
  const ended = await promisify(execFile)('bash', [join(folder, '.ci/run')], { env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({ code: error.code, stdout: error.stdout }),
  )
  return { ...ended, last: ended.stdout.trimEnd().split('\n').at(-1) }
}

test('the last line is the sum of what all say', async () => {
  const ended = await run({
    test: 'echo "5 passed, 0 failed"',
    production: 'echo hello; echo "7 passed, 0 failed"',
    disturbing: 'sleep 0.1; echo "2 passed, 0 failed"',
    histories: 'echo "11 passed, 0 failed"',
    simulation: 'sleep 0.2; echo "13 passed, 0 failed"',
  })
  expect(ended).toMatchObject({ code: 0, last: '38 passed, 0 failed' })
})

test('a failure of any is one of the whole', async () => {
  const ended = await run({
    test: 'echo "5 passed, 2 failed"; exit 1',
    production: 'echo "7 passed, 1 failed"; exit 1',
  })
  expect(ended).toMatchObject({ code: 1, last: '12 passed, 3 failed' })
  const beside = await run({ test: 'echo "5 passed, 0 failed"', simulation: 'echo "6 passed, 1 failed"; exit 1' })
  expect(beside).toMatchObject({ code: 1, last: '11 passed, 1 failed' })
  const histories = await run({ test: 'echo "5 passed, 0 failed"', histories: 'echo "6 passed, 1 failed"; exit 1' })
  expect(histories).toMatchObject({ code: 1, last: '11 passed, 1 failed' })
  const disturbed = await run({ test: 'echo "5 passed, 0 failed"', disturbing: 'echo "6 passed, 1 failed"; exit 1' })
  expect(disturbed).toMatchObject({ code: 1, last: '11 passed, 1 failed' })
  const untold = await run({ test: 'echo "5 passed, 0 failed"', simulation: 'echo begun; exit 9' })
  expect(untold).toMatchObject({ code: 1, last: '5 passed, 1 failed' })
})

test('what ends without its totals, or in failure against what it says, is a failure', async () => {
  const silent = await run({ test: 'echo "5 passed, 0 failed"', production: 'echo "7 passed, 0 failed"; echo killed' })
  expect(silent).toMatchObject({ code: 1, last: '5 passed, 1 failed' })
  const ended = await run({ test: 'echo "5 passed, 0 failed"; exit 3', production: 'echo "7 passed, 0 failed"' })
  expect(ended).toMatchObject({ code: 1, last: '12 passed, 1 failed' })
})

test('without packages nothing is tested, and that is a failure', async () => {
  const ended = await run({ ci: 'exit 1', test: 'echo "5 passed, 0 failed"' })
  expect(ended).toMatchObject({ code: 1, last: '0 passed, 1 failed' })
})

test('packages that could not be fetched the first time are fetched once more', async () => {
  const ended = await run({ ci: '[ -e tried ] || { touch tried; exit 1; }', test: 'echo "5 passed, 0 failed"' })
  expect(ended).toMatchObject({ code: 0, last: '5 passed, 0 failed' })
})

test('nothing passed is no success', async () => {
  expect(await run({})).toMatchObject({ code: 1, last: '0 passed, 0 failed' })
})

test('tests that passed only when they were run once more are named again beside the totals', async () => {
  const ended = await run({
    test: 'echo "unsteady: a.test.ts > waits"; echo more; echo "5 passed, 0 failed"',
    production: 'echo "unsteady: b.test.ts > waits"; echo "7 passed, 0 failed"',
    disturbing: 'echo "unsteady: c.test.ts > waits"; echo "2 passed, 0 failed"',
  })
  expect(ended.code).toBe(0)
  const closing = ended.stdout.trimEnd().split('\n').slice(-4)
  const unsteady = ['a', 'b', 'c'].map((name) => `unsteady: ${name}.test.ts > waits`)
  expect(closing).toEqual([...unsteady, '14 passed, 0 failed'])
})
