/** The REST face of reference tables: staff loads them, anybody sees what is loaded and under which licence. */
import { Type } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { boundedGunzip, isGzip } from '../files/bounded-gunzip.ts'
import { referenceKinds, type LoadedReference } from './store-reference.ts'

const tag = 'Reference'
const bodyBytesMax = 33_554_432
const unpackBounds = { unpackedBytesMax: 134_217_728, unpackRatioMax: 200 }
const mediaTypes = [
  'application/json',
  'text/csv',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
]

const TableBody = Type.Object(
  {
    kind: Type.Enum([...referenceKinds]),
    entries: Type.Integer({ minimum: 0 }),
    synonymGroups: Type.Integer({ minimum: 0, description: 'Texts of one group find each other in the search.' }),
    licence: Type.String({ description: 'To be shown wherever the table is.' }),
    loadedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'ReferenceTable' },
)
const HsCodeBody = Type.Object(
  {
    code: Type.String({ description: 'Chapter, heading or subheading: 2, 4 or 6 digits.' }),
    description: Type.String(),
    parent: Type.Optional(Type.String()),
  },
  { title: 'HsCode' },
)

export const referenceRoutes = ({ loadedReference }: { readonly loadedReference: LoadedReference }): Route[] => [
  route({
    method: 'GET',
    path: '/v1/reference',
    operationId: 'listReferenceTables',
    tag,
    summary: 'Which reference tables are loaded',
    access: { kind: 'public' },
    reply: Type.Object({ items: Type.Array(TableBody, { maxItems: referenceKinds.length }) }),
    handle: async () => ({ body: { items: loadedReference.tables() } }),
  }),
  route({
    method: 'PUT',
    path: '/v1/reference/{kind}',
    operationId: 'loadReferenceTable',
    tag,
    summary: 'Load a reference table',
    description:
      '`categories` and `ingredients` take a taxonomy as JSON, `hs-codes` a CSV file; each also gzipped. It replaces the table, the synonyms of the search with it.',
    access: { kind: 'staff' },
    guard: 'none',
    params: Type.Object({ kind: Type.Enum([...referenceKinds]) }),
    reply: TableBody,
    streamsBody: { mediaTypes, maxBytes: bodyBytesMax },
    timeoutMs: 60_000,
    refusals: ['reference/not-a-taxonomy', 'reference/not-hs-codes', 'reference/not-json', 'reference/too-large'],
    async handle({ params, stream }) {
      return { body: await loadedReference.load(params.kind, await wholeBody(stream)) }
    },
  }),
  listRoute({
    path: '/v1/hs-codes',
    operationId: 'listHsCodes',
    tag,
    summary: 'List customs codes of the Harmonized System',
    description: 'Those right below `under`; the chapters without it. None while no table is loaded.',
    access: { kind: 'public' },
    query: Type.Object({ under: Type.Optional(Type.String({ pattern: '^\\d{2}(\\d{2})?$' })) }),
    reply: HsCodeBody,
    async handle({ query, page: { limit, after = '' } }) {
      const codes = loadedReference.hsCodes().filter(({ parent, code }) => parent === query.under && code > after)
      const items = codes.toSorted((a, b) => (a.code < b.code ? -1 : 1)).slice(0, limit)
      const last = items.at(-1)
      return { items, ...(codes.length > items.length && last && { next: last.code }) }
    },
  }),
]

async function wholeBody(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const packed = await collected(stream, bodyBytesMax)
  if (!isGzip(packed)) return packed
  const one = async function* (): AsyncGenerator<Uint8Array> {
    yield packed
  }
  return collected(boundedGunzip(one(), unpackBounds), unpackBounds.unpackedBytesMax)
}

async function collected(stream: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.length
    if (bytes > bytesMax) throw new Rejected(tooLarge)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge: Rejection = {
  kind: 'invalid',
  code: 'reference/too-large',
  detail: `A table has at most ${bodyBytesMax} bytes, ${unpackBounds.unpackedBytesMax} once unpacked.`,
}
