import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { holdingSet, parseState, readState, record, setFolder } from './state-file.ts'

const folders: string[] = []

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fx-servers-'))
  folders.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const entry = (url: string) => ({
  url,
  ready: true,
  processes: [{ name: 'node-1', pid: 4711, bornAt: '99', log: 'node-1.log' }],
})

test('what was recorded of one server is read again, and no other is touched', () => {
  const folder = emptyFolder()
  record(folder, 'mongodb', entry('mongodb://one'))
  record(folder, 'redis', entry('redis://one'))
  record(folder, 'mongodb', entry('mongodb://two'))
  expect(readState(folder).servers).toEqual({ mongodb: entry('mongodb://two'), redis: entry('redis://one') })
  record(folder, 'mongodb', undefined)
  expect(readState(folder).servers).toEqual({ redis: entry('redis://one') })
  expect(readdirSync(folder)).toEqual(['state.json'])
})

test('a state file that is not understood is refused rather than overwritten', () => {
  for (const text of [
    '',
    '{',
    '{"format":2,"servers":{}}',
    '{"format":1,"servers":{"redis":{"processes":[{"pid":1}]}}}',
  ]) {
    expect(() => parseState(text, 'state.json'), text).toThrow('state.json is not a state file')
  }
})

test('two commands on one set take turns, and the second says that it waits', async () => {
  const folder = emptyFolder()
  const said: string[] = []
  const order: string[] = []
  const holds = Promise.withResolvers<void>()
  const waits = Promise.withResolvers<void>()
  const first = holdingSet(
    folder,
    () => {},
    async () => {
      holds.resolve()
      await waits.promise
      order.push('first')
    },
  )
  await holds.promise
  const say = (line: string) => {
    said.push(line)
    waits.resolve()
  }
  await holdingSet(folder, say, async () => void order.push('second'))
  await first
  expect(order).toEqual(['first', 'second'])
  expect(said).toEqual(['waiting for another command that is busy with these servers'])
})

test('two checkouts, and two sets of one, have folders of their own', () => {
  const folders = [
    setFolder('cache', 'here', 'own'),
    setFolder('cache', 'there', 'own'),
    setFolder('cache', 'here', 'other'),
  ]
  expect(new Set(folders).size).toBe(3)
})
