/** Takes large reference tables that staff loads, keeps them, and gives them to whoever works with them. */
import type { KeptFiles } from '../../../infrastructure/kept-files/kept-files.ts'
import type { SearchIndex } from '../../../infrastructure/search/search-index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { HS_CODES_LICENCE, readHsCodes, type HsCode } from './hs-codes.ts'
import { readTaxonomy, TAXONOMY_LICENCE, type Taxonomy } from './taxonomy.ts'

export const referenceKinds = ['categories', 'ingredients', 'hs-codes'] as const
export type ReferenceKind = (typeof referenceKinds)[number]

export type LoadedTable = {
  readonly kind: ReferenceKind
  readonly entries: number
  readonly synonymGroups: number
  readonly licence: string
  readonly loadedAt: string
}

/** What has been loaded. Parsed when it is first asked for: together that would delay the start. */
export type LoadedReference = {
  readonly tables: () => readonly LoadedTable[]
  readonly categories: () => Taxonomy['categories']
  readonly hsCodes: () => readonly HsCode[]
  /** Replaces a table. Throws `Rejected` for what is no such table, and keeps the old one. */
  readonly load: (kind: ReferenceKind, bytes: Uint8Array) => Promise<LoadedTable>
}

type Needs = { readonly keptFiles: KeptFiles; readonly search: Pick<SearchIndex, 'setSynonyms'>; readonly clock: Clock }

type Kept = LoadedTable & ({ readonly taxonomy: Taxonomy } | { readonly hsCodes: readonly HsCode[] })

const fileOf = (kind: ReferenceKind): string => `${kind}.json`

export async function storeReference({ keptFiles, search, clock }: Needs): Promise<LoadedReference> {
  const tables = new Map<ReferenceKind, () => Kept>()
  for (const kind of referenceKinds) {
    const bytes = await keptFiles.read(fileOf(kind))
    if (bytes) tables.set(kind, parsedOnce(bytes))
  }
  const taxonomy = (kind: ReferenceKind): Taxonomy | undefined => {
    const table = tables.get(kind)?.()
    return table && 'taxonomy' in table ? table.taxonomy : undefined
  }
  return {
    tables: () =>
      [...tables.values()].map((table) => {
        const { kind, entries, synonymGroups, licence, loadedAt } = table()
        return { kind, entries, synonymGroups, licence, loadedAt }
      }),
    categories: () => taxonomy('categories')?.categories ?? none,
    hsCodes: () => {
      const table = tables.get('hs-codes')?.()
      return table && 'hsCodes' in table ? table.hsCodes : none
    },
    async load(kind, bytes) {
      const read = readTable(kind, bytes)
      if (!read.ok) throw new Rejected(read.rejection)
      const table: Kept = { kind, loadedAt: clock.now(), ...read.value }
      await keptFiles.write(fileOf(kind), Buffer.from(JSON.stringify(table)))
      tables.set(kind, () => table)
      const groups = (['categories', 'ingredients'] as const).flatMap((one) => taxonomy(one)?.synonymGroups ?? [])
      if (kind !== 'hs-codes') await search.setSynonyms(groups)
      const { entries, synonymGroups, licence, loadedAt } = table
      return { kind, entries, synonymGroups, licence, loadedAt }
    },
  }
}

/** One and the same, so that whoever remembers what was made from it sees that nothing has changed. */
const none: readonly never[] = []

/** What was kept is what `load` made. */
function parsedOnce(bytes: Uint8Array): () => Kept {
  let waiting: Uint8Array | undefined = bytes
  let kept: Kept | undefined
  return () => {
    if (waiting) kept = JSON.parse(Buffer.from(waiting).toString()) as Kept
    waiting = undefined
    return kept!
  }
}

type Read = { readonly entries: number; readonly synonymGroups: number; readonly licence: string } & (
  | { readonly taxonomy: Taxonomy }
  | { readonly hsCodes: readonly HsCode[] }
)

function readTable(kind: ReferenceKind, bytes: Uint8Array): Result<Read> {
  if (kind === 'hs-codes') {
    const codes = readHsCodes(bytes)
    if (!codes.ok) return codes
    const hsCodes = codes.value
    return accept({ hsCodes, entries: hsCodes.length, synonymGroups: 0, licence: HS_CODES_LICENCE })
  }
  const json = parsedJson(bytes)
  if (json === undefined) return reject(notJson)
  const taxonomy = readTaxonomy(json)
  if (!taxonomy.ok) return taxonomy
  const { categories, synonymGroups } = taxonomy.value
  const counts = { entries: categories.length, synonymGroups: synonymGroups.length }
  return accept({ taxonomy: taxonomy.value, ...counts, licence: TAXONOMY_LICENCE })
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const notJson: Rejection = {
  kind: 'malformed',
  code: 'reference/not-json',
  detail: 'This is not JSON; a taxonomy comes as categories.full.json, also gzipped.',
}
