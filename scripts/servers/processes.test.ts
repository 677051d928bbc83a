import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { birthFromStat, isRunning, lastLines, startProcess, stopProcesses } from './processes.ts'

const IGNORES_SIGTERM = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("started")'
const folders: string[] = []

async function start(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'fx-servers-'))
  folders.push(folder)
  const launch = { name: 'one', command: process.execPath, args: ['-e', script], folder }
  return await startProcess(launch, join(folder, 'logs', 'one.log'))
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('a process is born at its 22nd field, whatever its name', () => {
  const fields = Array.from({ length: 20 }, (_, index) => `field-${index + 3}`)
  expect(birthFromStat(`7 (mongod) ${fields.join(' ')}`)).toBe('field-22')
  expect(birthFromStat(`7 (a) R 1 2 3) ${fields.join(' ')}`)).toBe('field-22')
})

test('one that has ended and was not collected is not running', () => {
  expect(birthFromStat('7 (mongod) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22')).toBeUndefined()
  expect(birthFromStat('')).toBeUndefined()
})

test('a process that does not listen to SIGTERM is ended by force', async () => {
  const process = await start(IGNORES_SIGTERM)
  await expect.poll(() => lastLines(process.log, 1)).toBe('started')
  await stopProcesses([process], 500)
  expect(isRunning(process)).toBe(false)
})

test('a pid that is someone else’s by now is left alone', async () => {
  const process = await start('setInterval(() => {}, 1000)')
  await stopProcesses([{ ...process, bornAt: '1' }], 500)
  expect(isRunning(process)).toBe(true)
  await stopProcesses([process], 5_000)
})

test('of a log, the last lines are shown; of none, nothing', async () => {
  const process = await start('for (let line = 1; line <= 5; line += 1) console.log("line " + line)')
  await expect.poll(() => isRunning(process)).toBe(false)
  expect(lastLines(process.log, 2)).toBe('line 4\nline 5')
  expect(lastLines('no-such-file', 2)).toBe('')
})
