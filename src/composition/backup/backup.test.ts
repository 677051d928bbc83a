/** What a backup refuses, and what a restoration finds out: the places, and a copy that is not what was copied. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder, secrets } from '../moving-house/house-for-test.ts'
import { MovingRefused } from '../moving-house/house.ts'
import { BackupRefused } from './backup-files.ts'
import { restoreBackup } from './restore-backup.ts'
import { takeBackup } from './take-backup.ts'

const root = mkdtempSync(join(tmpdir(), 'fx-backup-'))
const at = (...names: readonly string[]): string => join(root, ...names)
const quietly = { told: () => undefined, signal: new AbortController().signal }

const take = (to: string, keysTo = at('apart', 'keys.db')) =>
  takeBackup({ data: at('data'), to: at(to), keysTo, secrets, ...quietly })
const restore = (from: string, data: string) =>
  restoreBackup({ from: at(from), keys: at('apart', 'keys.db'), data: at(data), secrets, ...quietly })
const alter = (backup: string, sql: string): void => {
  using database = new DatabaseSync(at(backup, 'exchange.db'))
  database.exec(sql)
}

beforeAll(() => makeFolder(at('data'), 3))
afterAll(() => rmSync(root, { recursive: true }))

test('what was backed up is restored, keys apart, and counted on both sides', async () => {
  const taken = await take('first')
  expect(taken).toMatchObject({ commits: 3 })
  expect(readdirSync(at('first')).toSorted()).toEqual(['backup.json', 'exchange.db', 'reference'])
  const { manifest, keys, erased } = await restore('first', 'restored')
  expect([manifest, erased]).toEqual([taken, 1])
  expect(keys).toBeGreaterThan(1)
  const left = readdirSync(at('restored')).filter((name) => !name.startsWith('lock.db'))
  expect(left.toSorted()).toEqual(['exchange.db', 'keys.db', 'reference', 'secrets.json'])
})

test('keys never stand in the backup, nor either of them in the data folder, and nothing is written over', async () => {
  await expect(take('second', at('second', 'keys.db'))).rejects.toThrow(BackupRefused)
  await expect(take('data/backup')).rejects.toThrow('in the data folder')
  await expect(take('first')).rejects.toThrow('not empty')
  await expect(restore('first', 'data')).rejects.toThrow('There is an exchange')
  await expect(restore('apart', 'third')).rejects.toThrow('no finished backup')
  expect(['second', 'third'].map((name) => existsSync(at(name)))).toEqual([false, false])
})

test('a copy that was changed, or that has lost its end, is refused, and nothing is left of it', async () => {
  await take('changed')
  alter('changed', `UPDATE extensions SET events = replace(events, 'worth', 'worht')`)
  await expect(restore('changed', 'none')).rejects.toThrow(MovingRefused)
  await take('cut')
  alter('cut', 'DELETE FROM extensions WHERE position = 3; DELETE FROM commits WHERE position = 3')
  await expect(restore('cut', 'none')).rejects.toThrow('The backup is damaged')
  expect(existsSync(at('none', 'exchange.db'))).toBe(false)
})
