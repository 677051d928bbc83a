import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readReferenceTable } from '../../../composition/reference-table.ts'
import { systemClock } from '../../../composition/clock-and-chance.ts'
import type { JobContext, Json } from '../../../infrastructure/jobs/jobs.ts'
import { createFolderSpool } from '../../../infrastructure/spool/folder-spool.ts'
import { openTestStore, type TestStore } from '../../../../test/support/open-test-store.ts'
import type { ImportPayload } from './import-mapping.ts'
import { importProducts, reportName } from './import-products.ts'
import { organisationAggregates } from '../../organisation/index.ts'
import { productAggregates } from '../index.ts'
import { verifyOrganisation } from '../open-test-catalogue.fixture.ts'
import { loadReference } from '../reference/load-reference.ts'
import { products } from '../catalogue/product-view.ts'

let opened: TestStore
let folder: string
beforeAll(async () => {
  opened = await openTestStore([...organisationAggregates, ...productAggregates])
  folder = join(opened.folder, 'imports')
  mkdirSync(folder)
})
afterAll(() => opened.dispose())

const supplierId = `org_${'5'.repeat(32)}`
const payload = (upload: string): ImportPayload => ({
  upload,
  supplierId,
  actor: { kind: 'user', id: 'usr_1' },
  publish: true,
  language: 'en',
})

/** A run of a job that dies when so many windows were written. */
const contextOf = (jobId: string, last: Json | undefined, diesAfter = Infinity) => {
  const kept: { checkpoint: Json | undefined } = { checkpoint: last }
  let windows = 0
  const context: JobContext = {
    jobId,
    attempt: last === undefined ? 1 : 2,
    signal: new AbortController().signal,
    progress: () => {
      windows += 1
      if (windows >= diesAfter) throw new Error('the process died')
    },
    checkpoint: async (state) => void (kept.checkpoint = state),
    lastCheckpoint: last,
  }
  return { context, kept }
}

test('an import that died goes on without a row lost, doubled, or reported otherwise', async () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `S-${index},Name ${index}`)
  // A refused row, and a repeat that changes its product, far apart.
  rows[1_200] = 'S-1200,'
  rows[2_900] = 'S-5,Name five'
  await verifyOrganisation(opened, supplierId)
  writeFileSync(join(folder, 'big.upload'), `sku,name\n${rows.join('\n')}\n`)
  const run = importProducts({
    execute: opened.execute,
    clock: systemClock,
    reference: loadReference(readReferenceTable),
    spool: createFolderSpool(folder),
  })
  const first = contextOf('job_1', undefined, 8)
  await expect(run(payload('big.upload') as unknown as Json, first.context)).rejects.toThrow('the process died')
  const reached = first.kept.checkpoint as { rows: number; row: number }
  expect(reached.rows).toBeGreaterThanOrEqual(1_000)
  expect(reached.rows).toBeLessThan(1_500)

  const second = contextOf('job_1', first.kept.checkpoint)
  const result = await run(payload('big.upload') as unknown as Json, second.context)
  expect(result).toMatchObject({ rows: 3_000, created: 2_998, updated: 1, unchanged: 0, refused: 1, published: 2_998 })
  const report = readFileSync(join(folder, reportName('job_1')), 'utf8')
    .trimEnd()
    .split('\n')
  const lines = report.map((line) => JSON.parse(line) as { row: number; outcome: string })
  expect(lines.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 2))
  const find = { index: 'bySupplier', equals: [supplierId], atMost: 10_000 } as const
  expect(await opened.documents.count(products, find)).toBe(2_998)
}, 60_000)
