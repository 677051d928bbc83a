/** A house moved from folder to folder: all of it arrives, once, whatever stops the move, and nothing else is touched. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { killFx } from '../../../test/support/run-fx.ts'
import { openSqliteJobs } from '../../infrastructure/jobs/sqlite/sqlite-jobs.ts'
import { openDataFolder } from '../data-folder.ts'
import { createNewId, systemClock } from '../clock-and-chance.ts'
import { openFolderHouse } from './folder-house.ts'
import { day, fill, makeFolder, move, secrets } from './house-for-test.ts'
import type { Moved } from './migrate-data.ts'

const commits = 2_000
let base: string
let source: string

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'fx-moving-'))
  source = join(base, 'source')
  await makeFolder(source, commits)
})
afterAll(() => rmSync(base, { recursive: true }))

const newFolder = (): string => {
  const folder = mkdtempSync(join(base, 'target-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
/** A source of a test's own. */
const newSource = async (count: number): Promise<string> => {
  const folder = newFolder()
  await makeFolder(folder, count)
  return folder
}
const change = (folder: string, file: string, sql: string): void => {
  const database = new DatabaseSync(join(folder, file))
  database.exec(sql)
  database.close()
}
const isSame = ({ comparison }: Moved): boolean =>
  comparison.streams.count === 0 && comparison.lines.every((line) => line.isSame === true)
const line = ({ comparison }: Moved, kind: string) => comparison.lines.find((one) => one.kind === kind)

test('all of it arrives: commits, living keys, persons and the erased, tables, spooled files, secrets', async () => {
  const target = newFolder()
  const moved = await move(source, target)
  expect(isSame(moved)).toBe(true)
  expect(moved.comparison.lines.map(({ kind, target: held }) => [kind, held?.count])).toEqual([
    ['commits', commits],
    ['streams', commits + 7],
    ['living idempotency keys', commits / 10],
    ['keys of persons', 40],
    ['reference tables', 1],
    ['spooled files', 2],
  ])
  expect(readFileSync(join(target, 'secrets.json'))).toEqual(readFileSync(join(source, 'secrets.json')))
  const house = await openFolderHouse(target, secrets, { isTarget: false })
  expect(await house.store.findRepeat(`${day(1)}:k10`)).toEqual({ fingerprint: 'f', stream: 'tally-10', version: 1 })
  await expect(house.personalData.seal('usr_7', 'again')).rejects.toThrow('personal-data/erased')
  await house.close()
})

test('moved once more, it adds what is new and copies nothing twice', async () => {
  const [from, to] = [await newSource(300), newFolder()]
  await move(from, to)
  const again = await move(from, to)
  expect([again.found, isSame(again)]).toEqual([300, true])
  const house = await openFolderHouse(from, secrets, { isTarget: false })
  await fill(house, 300, 50)
  await house.personalData.erase('usr_9')
  await house.keptFiles.write('categories.json', Buffer.from('{"a":2}'))
  await house.close()
  const added = await move(from, to)
  expect([added.found, line(added, 'commits')?.target?.count, isSame(added)]).toEqual([300, 350, true])
})

test('killed at any moment, the same command goes on and ends with the same', { timeout: 60_000 }, async () => {
  const target = join(newFolder(), 'data')
  for (const [step, waitMs] of [
    ['reading the source', 0],
    ['copying', 30],
  ] as const)
    await killFx(['migrate-data', '--from', source, '--to', target], step, waitMs)
  const moved = await move(source, target)
  expect([moved.found > 0, isSame(moved)]).toEqual([true, true])
})

test('a dry run counts and hashes, and makes nothing', async () => {
  const target = join(newFolder(), 'data')
  const dry = await move(source, target, { isDry: true })
  expect(line(dry, 'streams')).toMatchObject({ source: { count: commits + 7 } })
  expect(line(dry, 'streams')).toEqual({ kind: 'streams', source: line(dry, 'streams')!.source })
  expect(existsSync(target)).toBe(false)
  const moved = await move(source, target)
  expect(line(moved, 'streams')?.source).toEqual(line(dry, 'streams')?.source)
  const files = readdirSync(target)
  expect((await move(source, target, { isDry: true })).found).toBe(commits)
  expect(readdirSync(target)).toEqual(files)
})

test('a place that holds something else, is served, or is the same is refused with what to do', async () => {
  const [other, foreign] = [await newSource(10), newFolder()]
  writeFileSync(join(foreign, 'letters.txt'), '')
  const refused = async (from: string, to: string, words: string): Promise<void> => {
    const before = existsSync(to) ? readdirSync(to) : []
    await expect(move(from, to)).rejects.toMatchObject({
      name: 'MovingRefused',
      message: expect.stringContaining(words),
    })
    expect(existsSync(to) ? readdirSync(to).filter((name) => name !== 'lock.db') : []).toEqual(
      before.filter((name) => name !== 'lock.db'),
    )
  }
  await refused(source, foreign, 'holds something else: letters.txt')
  await refused(source, join(source, '.'), 'Both are the data folder')
  await refused(newFolder(), newFolder(), 'There is no exchange')
  // The same first commit, but nobody copied it.
  await refused(source, other, 'holds this exchange already')
  const held = openDataFolder(source)
  await refused(source, newFolder(), 'An exchange serves')
  held.release()
})

test('a copy that was served, and has commits of its own, is left alone', async () => {
  const [from, to] = [await newSource(100), newFolder()]
  await move(from, to)
  const house = await openFolderHouse(to, secrets, { isTarget: false })
  await fill(house, 100, 5)
  await house.close()
  await expect(move(from, to)).rejects.toThrow('has commits of its own (cmt_00000100)')
})

test('a commit that was changed behind the exchange’s back, and other secrets, are found before anything is written', async () => {
  const [from, to] = [await newSource(50), newFolder()]
  change(from, 'exchange.db', `UPDATE commits SET actor = '{"kind":"staff","id":"usr_1"}' WHERE id = 'cmt_00000031'`)
  await expect(move(from, to)).rejects.toThrow('commit cmt_00000031 (tally-31) does not bear the seal')
  const kept = JSON.parse(readFileSync(join(from, 'secrets.json'), 'utf8')) as Record<string, string>
  writeFileSync(
    join(from, 'secrets.json'),
    JSON.stringify({ ...kept, personalData: kept['cursor'], cursor: kept['personalData'] }),
  )
  await expect(move(from, newFolder())).rejects.toThrow('another master key')
})

test('what differs in the end is named', async () => {
  const [from, to] = [await newSource(60), newFolder()]
  await move(from, to)
  change(to, 'exchange.db', `DELETE FROM repeat_keys WHERE key LIKE '%:k20'`)
  const moved = await move(from, to)
  expect(moved.comparison.lines.filter((one) => one.isSame !== true).map(({ kind }) => kind)).toEqual([
    'living idempotency keys',
  ])
})

test('jobs that have not ended are named, and left behind only when told so', async () => {
  const from = await newSource(5)
  const jobs = openSqliteJobs({
    path: join(from, 'jobs.db'),
    clock: systemClock,
    newId: createNewId(Date.now),
    random: Math.random,
    log: { error: () => undefined },
  })
  await jobs.enqueue({ kind: 'order-holds', payload: null })
  await move(from, newFolder())
  const id = await jobs.enqueue({ kind: 'product-import', payload: null, organisationId: 'org_1' })
  await jobs.close()
  await expect(move(from, newFolder())).rejects.toThrow(new RegExp(`not moved:\n {2}${id} {2}product-import {2}queued`))
  expect(isSame(await move(from, newFolder(), { abandonJobs: true }))).toBe(true)
})

test('a folder that was only somebody’s process’s is no target: what it remembers is of another log', async () => {
  const target = newFolder()
  mkdirSync(join(target, 'mail'))
  writeFileSync(join(target, 'bus.db'), '')
  await expect(move(source, target)).rejects.toThrow('holds something else: bus.db')
})
