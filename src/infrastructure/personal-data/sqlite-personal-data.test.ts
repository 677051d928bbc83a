/** The embedded keeper of personal data keeps the contract. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { personalDataContract } from './personal-data.contract.ts'
import { openSqlitePersonalData } from './sqlite-personal-data.ts'

const masterKey = Buffer.alloc(32, 7)

personalDataContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-personal-'))
  const path = join(folder, 'keys.db')
  let personalData = openSqlitePersonalData({ path, masterKey })
  return {
    personalData,
    async reopen() {
      personalData.close()
      personalData = openSqlitePersonalData({ path, masterKey })
      return personalData
    },
    bytesAtRest: async () => Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file)))),
    async dispose() {
      personalData.close()
      rmSync(folder, { recursive: true })
    },
  }
})

test('a master key that is too short is refused', () => {
  expect(() => openSqlitePersonalData({ path: ':memory:', masterKey: Buffer.alloc(31) })).toThrow(RangeError)
})

test('a file that was made with another master key is refused, and unharmed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-personal-'))
  const path = join(folder, 'keys.db')
  const first = openSqlitePersonalData({ path, masterKey })
  const sealed = await first.seal('usr_1', 'Ada')
  first.close()
  expect(() => openSqlitePersonalData({ path, masterKey: Buffer.alloc(32, 8) })).toThrow('another master key')
  const again = openSqlitePersonalData({ path, masterKey })
  expect(await again.open(sealed)).toBe('Ada')
  again.close()
  rmSync(folder, { recursive: true })
})
