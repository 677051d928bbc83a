/** The REST face of catalogues as files: import as a job with a report, export as a stream. */
import { createHash, type Hash } from 'node:crypto'
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { hasRole } from '../../../kernel/caller.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { Jobs, Json } from '../../../infrastructure/jobs/jobs.ts'
import type { Spool } from '../../../infrastructure/spool/spool.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { assertVerified } from '../../organisation/contract.ts'
import type { MappingOverride } from './column-mapping.ts'
import { exportProducts } from './export-products.ts'
import type { ImportPayload } from './import-mapping.ts'
import { importKind, reportName } from './import-products.ts'
import { assertOwnList } from '../pricing/price-list-routes.ts'

export type ProductImportNeeds = {
  readonly jobs: Jobs
  readonly documents: Documents
  readonly spool: Spool
  readonly newId: NewId
  readonly readState: ReadState
}

const tag = 'Bulk'
const writers = { kind: 'member', roles: ['seller', 'quality'] } as const
/** Who sets prices elsewhere. */
const pricing = ['seller'] as const
/** Of one file, as it is sent. */
const uploadBytesMax = 1_073_741_824

const ndjson = 'application/x-ndjson'
const csv = 'text/csv'
const mediaTypes = [
  ndjson,
  'application/ndjson',
  'application/jsonl',
  'application/json-lines',
  csv,
  'application/csv',
  'text/tab-separated-values',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
]

export const JobReference = Type.Object({ id: Type.String(), state: Type.String() })

export const productImportRoutes = (needs: ProductImportNeeds): Route[] => [
  importRoute(needs),
  reportRoute(needs),
  exportRoute(needs),
]

const ImportQuery = Type.Object({
  publish: Type.Optional(
    Type.Boolean({ description: 'Publish each product that is imported; for verified suppliers.' }),
  ),
  language: Type.Optional(
    Type.String({ pattern: '^[a-z]{2,3}(-[A-Z]{2})?$', description: 'Of names without one; `und` unless said.' }),
  ),
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
  priceListId: Type.Optional(
    Type.String({
      pattern: '^pls_[0-9a-f]{32}$',
      description:
        'A price list of yours, of the prices’ currency: what a row says that a piece costs is set there. Without it, prices are not used.',
    }),
  ),
  mapping: Type.Optional(
    Type.String({
      maxLength: 8_000,
      description:
        'JSON that overrules the guessed mapping: by field the column that feeds it, null for none, or {"value": …} for all rows.',
    }),
  ),
})

const importRoute = ({ jobs, spool, newId, readState }: ProductImportNeeds): Route =>
  route({
    method: 'POST',
    path: '/v1/products/imports',
    operationId: 'importProducts',
    tag,
    summary: 'Import a catalogue',
    description:
      'NDJSON, CSV or TSV, also gzipped, up to 1 GiB. Answers a job; its result shows the mapping, its report each row. With an Idempotency-Key, the same upload sent twice is one job.',
    access: writers,
    query: ImportQuery,
    reply: JobReference,
    success: 202,
    streamsBody: { mediaTypes, maxBytes: uploadBytesMax },
    refusals: ['spool/no-room', 'spool/too-large', 'organisation/not-verified', 'price-list/unknown'],
    async handle({ query, caller, intent, stream, headers }) {
      const { organisationId } = caller.acting
      if (query.publish) await assertVerified({ read: readState }, organisationId, 'publish a product')
      if (query.priceListId !== undefined) {
        if (!hasRole(caller.acting.role, pricing)) throw new Rejected(pricesNotAllowed)
        await assertOwnList({ read: readState }, query.priceListId, organisationId)
      }
      const mapping = query.mapping === undefined ? undefined : readMapping(query.mapping)
      const upload = `${newId('upl')}.upload`
      const content = createHash('sha256')
      const bytes = await spool.receive(upload, hashed(stream, content), uploadBytesMax)
      if (bytes === 0) {
        await spool.remove(upload)
        throw new Rejected(emptyFile)
      }
      const contentType = headers['content-type']
      const reading = {
        publish: query.publish ?? false,
        language: query.language ?? 'und',
        ...(typeof contentType === 'string' && { contentType }),
        ...(query.fileName !== undefined && { fileName: query.fileName }),
        ...(mapping && { mapping }),
        ...(query.priceListId !== undefined && { priceListId: query.priceListId }),
      }
      const fingerprint = content.update(JSON.stringify(reading)).digest('base64url')
      const payload = { ...reading, upload, supplierId: organisationId, actor: intent.actor, fingerprint }
      const key = intent.repeat?.key
      const id = await jobs.enqueue({
        kind: importKind,
        payload: payload satisfies ImportPayload as unknown as Json,
        organisationId,
        ...(key !== undefined && { key }),
      })
      const job = await jobs.get(id)
      const kept = job?.payload as unknown as ImportPayload | undefined
      const replayed = kept !== undefined && kept.upload !== upload
      // The first upload under this key is the one that is imported.
      if (replayed) {
        await spool.remove(upload)
        if (kept.fingerprint !== fingerprint) throw new Rejected(otherUpload)
      }
      return { body: { id, state: job?.state ?? 'queued' }, location: `/v1/jobs/${id}`, replayed }
    },
  })

async function* hashed(stream: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    hash.update(chunk)
    yield chunk
  }
}

function readMapping(text: string): MappingOverride {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const isColumn = (given: unknown): boolean =>
    given === null ||
    typeof given === 'string' ||
    (typeof given === 'object' && typeof (given as { value?: unknown }).value === 'string')
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isColumn))
    return value as MappingOverride
  throw new Rejected(badMapping)
}

const reportRoute = ({ jobs, spool }: ProductImportNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/jobs/{jobId}/report',
    operationId: 'getJobReport',
    tag,
    summary: 'What became of each row of an import',
    description: 'NDJSON, a line for each row so far: created, updated, unchanged, or refused with the reason.',
    access: { kind: 'member' },
    params: Type.Object({ jobId: Type.String({ pattern: '^job_[0-9a-f]{32}$' }) }),
    rawReply: [ndjson],
    async handle({ params: { jobId }, caller }) {
      const job = await jobs.get(jobId)
      if (job?.kind !== importKind || job.organisationId !== caller.acting.organisationId) throw new Rejected(noReport)
      const report = await spool.read(reportName(jobId))
      if (!report) throw new Rejected(noReport)
      return { status: 200, body: { raw: report.bytes, type: `${ndjson}; charset=utf-8` } }
    },
  })

const exportRoute = ({ documents }: ProductImportNeeds): Route =>
  route({
    method: 'GET',
    path: '/v1/products/exports',
    limit: 'heavy',
    operationId: 'exportProducts',
    tag,
    summary: 'Export your products',
    description:
      'All of them by SKU, as NDJSON or CSV. Cells that a spreadsheet would take for formulas are made text.',
    access: { kind: 'member' },
    query: Type.Object({ format: Type.Optional(Type.Enum(['ndjson', 'csv'])) }),
    rawReply: [ndjson, csv],
    async handle({ query, caller }) {
      const format = query.format ?? 'ndjson'
      const type = `${format === 'csv' ? csv : ndjson}; charset=utf-8`
      return {
        status: 200,
        body: { raw: exportProducts(documents, caller.acting.organisationId, format), type },
        headers: { 'content-disposition': `attachment; filename="products.${format}"` },
      }
    },
  })

const badMapping: Rejection = {
  kind: 'malformed',
  code: 'import/bad-mapping',
  detail: 'The mapping is not a JSON object of columns, null, or {"value": "…"}.',
  errors: [{ pointer: '/query/mapping', detail: 'is not a mapping' }],
}
const noReport: Rejection = {
  kind: 'not-found',
  code: 'import/no-report',
  detail: 'There is no such report: no such import of yours, it has not begun, or its report is no longer kept.',
}
const pricesNotAllowed: Rejection = {
  kind: 'forbidden',
  code: 'gateway/not-allowed',
  detail: 'Your role does not include setting prices: import without `priceListId`, or ask a seller.',
}
const otherUpload: Rejection = {
  kind: 'invalid',
  code: 'idempotency/other-payload',
  detail: 'This Idempotency-Key was used with another file, or to read it otherwise. Choose a new key.',
}
const emptyFile: Rejection = { kind: 'malformed', code: 'import/empty-file', detail: 'The file is empty.' }
