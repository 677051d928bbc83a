/** Reads a large category taxonomy into the two things the exchange uses of it: a tree, and groups of synonyms. */
import { invalidField } from '../../../kernel/rejection.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'

export type TaxonomyCategory = {
  /** Language and name, such as `en:egg-pastas`. */
  readonly id: string
  /** Several, where a node belongs under several. Only nodes that exist. */
  readonly parents: readonly string[]
  /** By language (`fr`, `pt-BR`). */
  readonly names: Readonly<Record<string, string>>
}

export type Taxonomy = {
  /** Parents stand before their children. */
  readonly categories: readonly TaxonomyCategory[]
  /** Texts that mean the same, over all languages of one node; small letters, two or more to a group. */
  readonly synonymGroups: readonly (readonly string[])[]
}

/** What whoever loads the Open Food Facts taxonomies is to be shown. */
export const TAXONOMY_LICENCE =
  'The category taxonomy is made available by Open Food Facts (https://world.openfoodfacts.org) under the Open ' +
  'Database License 1.0 (https://opendatacommons.org/licenses/odbl/1-0/). Name the source wherever it is shown; a ' +
  'database derived from it that is made public must be shared under the same licence. Individual contents are under ' +
  'the Database Contents License 1.0 (https://opendatacommons.org/licenses/dbcl/1-0/).'

const NODES_MAX = 200_000
const SYNONYMS_MAX = 200

/**
 * @param json  an object of nodes by id: `{ "en:egg-pastas": { name: { en }, synonyms: { en: [] }, parents: [] } }`
 *   (Open Food Facts, `categories.full.json`). A node without a name or in a circle of parents is left out; parents
 *   that do not exist are dropped. Refuses what is no such object.
 */
export const readTaxonomy = (json: unknown): Result<Taxonomy, Rejection> => {
  if (!isRecord(json)) return reject(notATaxonomy(''))
  const ids = Object.keys(json)
  if (ids.length === 0 || ids.length > NODES_MAX) return reject(notATaxonomy(''))
  const nodes = new Map<string, TaxonomyCategory>()
  const synonymGroups: string[][] = []
  for (const id of ids) {
    const node = json[id]
    if (!isRecord(node)) return reject(notATaxonomy(`/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    const names = textsOf(node['name'])
    if (Object.keys(names).length === 0) continue
    const parents = listOf(node['parents']).filter((parent) => parent !== id && Object.hasOwn(json, parent))
    nodes.set(id, { id, parents, names })
    const group = synonymsOf(names, node['synonyms'])
    if (group.length > 1) synonymGroups.push(group)
  }
  return accept({ categories: parentsFirst(nodes), synonymGroups })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : []

/** `xx` is the taxonomy's word for "the same in every language": BCP 47 has `mul` for it. */
const textsOf = (value: unknown): Record<string, string> => {
  const texts: Record<string, string> = {}
  if (!isRecord(value)) return texts
  for (const [language, text] of Object.entries(value)) {
    if (typeof text !== 'string' || text.trim() === '' || language === '__proto__') continue
    texts[language === 'xx' ? 'mul' : language.replace('_', '-')] = text.trim()
  }
  return texts
}

const synonymsOf = (names: Readonly<Record<string, string>>, synonyms: unknown): string[] => {
  const group = new Set(Object.values(names).map(asSynonym))
  if (isRecord(synonyms))
    for (const list of Object.values(synonyms)) for (const text of listOf(list)) group.add(asSynonym(text))
  group.delete('')
  return [...group].slice(0, SYNONYMS_MAX)
}

const asSynonym = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ')

/** Kahn's algorithm; what is left in the end stands in a circle and has no place in a tree. */
const parentsFirst = (nodes: ReadonlyMap<string, TaxonomyCategory>): TaxonomyCategory[] => {
  const known = new Map(
    [...nodes].map(([id, node]) => [id, { ...node, parents: node.parents.filter((p) => nodes.has(p)) }]),
  )
  const children = new Map<string, string[]>()
  const waiting = new Map<string, number>()
  for (const { id, parents } of known.values()) {
    waiting.set(id, parents.length)
    for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id])
  }
  const ordered = [...known.values()].filter(({ parents }) => parents.length === 0)
  for (let at = 0; at < ordered.length; at++) {
    for (const child of children.get(ordered[at]!.id) ?? []) {
      const left = waiting.get(child)! - 1
      waiting.set(child, left)
      if (left === 0) ordered.push(known.get(child)!)
    }
  }
  return ordered
}

const notATaxonomy = (pointer: string): Rejection =>
  invalidField(
    'reference/not-a-taxonomy',
    pointer,
    'This is no taxonomy: an object of nodes, each with name, parents and synonyms, as in categories.full.json.',
  )
