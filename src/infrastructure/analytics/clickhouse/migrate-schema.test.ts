import { expect, test } from 'vitest'
import type { Row } from '../analytics.ts'
import { migrateSchema, type SchemaConnection } from './migrate-schema.ts'
import { NewerSchema, tableExists } from './server-trouble.ts'

/** As much of a server as a migration meets: which version it is at, and whether somebody holds the lock, since when. */
function openServer({ version = 0, lockAgeSeconds }: { version?: number; lockAgeSeconds?: number }) {
  const ran: string[] = []
  let lockAge = lockAgeSeconds
  const connection: SchemaConnection = {
    async command(sql, parameters) {
      ran.push(sql)
      if (sql.startsWith('CREATE TABLE schema_lock')) {
        if (lockAge !== undefined)
          throw Object.assign(new Error('exists'), { code: tableExists, type: 'TABLE_ALREADY_EXISTS' })
        lockAge = 0
      }
      if (sql.startsWith('DROP TABLE IF EXISTS schema_lock')) lockAge = undefined
      if (sql.startsWith('INSERT INTO schema_versions')) version = Number(parameters?.['version'])
    },
    async query(sql): Promise<readonly Row[]> {
      return sql.includes('max(version)') ? [{ version }] : [{ age: String(lockAge) }]
    },
  }
  return { connection, ran, locked: () => lockAge !== undefined, version: () => version }
}
const schema = ['ONE', 'TWO', 'THREE'].map((name) => ({ name, statements: [name] }))
const steps = (ran: readonly string[]) => ran.filter((sql) => /^[A-Z]+$/.test(sql))

test('only what is missing is done, in order, under a lock that is let go', async () => {
  const server = openServer({ version: 1 })
  await migrateSchema(server.connection, schema)
  expect([steps(server.ran), server.version(), server.locked()]).toEqual([['TWO', 'THREE'], 3, false])
})

test('who has nothing to do takes no lock', async () => {
  const server = openServer({ version: 3, lockAgeSeconds: 1 })
  await migrateSchema(server.connection, schema)
  expect([steps(server.ran), server.locked()]).toEqual([[], true])
})

test('a later schema is refused before anything is changed', async () => {
  const server = openServer({ version: 4 })
  await expect(migrateSchema(server.connection, schema)).rejects.toThrow(NewerSchema)
  expect(server.ran.filter((sql) => !sql.includes('IF NOT EXISTS schema_versions'))).toEqual([])
})

test('a lock that was left behind is broken', async () => {
  const server = openServer({ lockAgeSeconds: 121 })
  await migrateSchema(server.connection, schema)
  expect([server.version(), server.locked()]).toEqual([3, false])
})

test('a step that fails leaves its version undone and the lock free', async () => {
  const server = openServer({})
  const broken: SchemaConnection = {
    ...server.connection,
    command: (sql, parameters) =>
      sql === 'TWO' ? Promise.reject(new Error('no')) : server.connection.command(sql, parameters),
  }
  await expect(migrateSchema(broken, schema)).rejects.toThrow('no')
  expect([server.version(), server.locked()]).toEqual([1, false])
})
