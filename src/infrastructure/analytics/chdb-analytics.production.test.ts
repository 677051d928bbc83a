import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chdbEngine } from '../../../test/support/chdb-engine.ts'
import { analyticsContract } from './analytics.contract.ts'
import { firstSchema, listeningLog, refusalOf } from './analytics-under-test.ts'
import { openChdbAnalytics } from './chdb-analytics.ts'

const engine = chdbEngine()
const folder = mkdtempSync(join(tmpdir(), 'fx-chdb-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(engine === undefined)('in this process', () => {
  analyticsContract(
    'chDB analytics',
    async (place, schema, log = listeningLog().log) =>
      openChdbAnalytics({ path: join(folder, place), engine: engine!, schema, log }),
    { sharesPlaces: false },
  )
})

test('without the engine every call is refused, and says what installs it', async () => {
  const { log } = listeningLog()
  const analytics = openChdbAnalytics({
    path: join(folder, 'none'),
    engine: join(folder, 'nowhere'),
    schema: firstSchema,
    log,
  })
  const refusal = await refusalOf(analytics.query({ sql: 'SELECT 1' }))
  expect(refusal).toMatchObject({ kind: 'unavailable', code: 'analytics/not-installed' })
  expect(refusal.detail).toContain('npm run fx -- analytics install')
  await analytics.close()
})
