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
