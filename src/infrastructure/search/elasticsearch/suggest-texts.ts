/** Autocompletion: whole texts that begin as typed, most frequent first, then texts that have the words anywhere. */
import type { Client } from '@elastic/elasticsearch'
import { plainWords } from '../analyse-text.ts'
import { searchLimits } from '../search-index.ts'
import type { SuggestQuery } from '../search-index.ts'
import { suggestionSeparator } from './document-body.ts'
import { readableClause, type Clause } from './search-filter.ts'

const prefixLength = 64
const wordsMax = 6

export type SuggestTexts = (query: SuggestQuery) => Promise<readonly string[]>

type Bucket = { readonly key: string }

export function createSuggestTexts(client: Client, index: string): SuggestTexts {
  /** Counts only what the asker may read, so that a text is there exactly if one readable document has it. */
  const beginning = async (key: string, readable: Clause, size: number): Promise<readonly string[]> => {
    const { aggregations } = await client.search({
      index,
      size: 0,
      query: { bool: { filter: [readable, { prefix: { suggest: { value: key } } }] } },
      // By its words, and so nothing in it means anything to the pattern. Few documents begin so: a map of their texts
      // is soon made, while ordinals of all texts would have to be built anew after every change.
      aggs: { texts: { terms: { field: 'suggest', size, include: `${key}.*`, execution_hint: 'map' } } },
    })
    const { buckets } = aggregations!['texts'] as unknown as { readonly buckets: readonly Bucket[] }
    return buckets.map((bucket) => textOf(bucket.key))
  }

  const having = async (typed: readonly string[], readable: Clause, size: number): Promise<readonly string[]> => {
    const { hits } = await client.search<{ readonly suggest?: readonly string[] }>({
      index,
      size: 2 * size,
      query: { bool: { filter: [readable, ...typed.map((value): Clause => ({ prefix: { begins: { value } } }))] } },
      _source: ['suggest'],
      track_total_hits: false,
    })
    return hits.hits
      .flatMap(({ _source }) => _source?.suggest ?? [])
      .filter((entry) => hasWords(entry.slice(0, entry.indexOf(suggestionSeparator)), typed))
      .map(textOf)
  }

  return async ({ prefix, readableBy, limit }) => {
    const size = Math.min(Math.max(limit, 1), searchLimits.limit)
    const key = [...plainWords(prefix.slice(0, prefixLength * 2))].slice(0, prefixLength).join('')
    if (key === '') return []
    const readable = readableClause(readableBy)
    const found = new Set(await beginning(key, readable, size))
    if (found.size < size && [...key].length >= 3) {
      const typed = key
        .split(' ')
        .filter((word) => word !== '')
        .slice(0, wordsMax)
      for (const text of await having(typed, readable, size)) if (found.size < size) found.add(text)
    }
    return [...found]
  }
}

const textOf = (entry: string): string => entry.slice(entry.indexOf(suggestionSeparator) + 1)

const hasWords = (key: string, typed: readonly string[]): boolean =>
  typed.every((start) => ` ${key}`.includes(` ${start}`))
