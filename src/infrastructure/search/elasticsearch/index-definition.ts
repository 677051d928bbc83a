/** The mapping and settings of the index, under a number: documents made for one mapping are never read through another. */
import { engineSaturation } from './term-frequencies.ts'

/** Raised with every change of the mapping or of what document-body.ts writes. */
export const mappingVersion = 1

/**
 * Text is analysed before it is sent, by the functions that the other adapter uses too: the same words find the same
 * documents, and no analysis plugin (ICU, Kuromoji, Nori …) is asked of a managed cluster.
 */
const words = { type: 'text', analyzer: 'whitespace', norms: false } as const

export const indexMappings = {
  dynamic: false,
  _meta: { mapping: mappingVersion },
  // The text is in the store; only what answers show is kept here.
  _source: { excludes: ['terms', 'texts', 'begins', 'facets', 'numbers', 'readers'] },
  properties: {
    id: { type: 'keyword' },
    /** What is scored: each term as often as it weighs. */
    terms: { ...words, index_options: 'freqs', similarity: 'weighted' },
    /** The terms of each text in their order, for synonyms of several words. */
    texts: { ...words, index_options: 'positions' },
    /** The words of suggestions. */
    begins: { ...words, index_options: 'docs' },
    facets: { type: 'keyword' },
    numbers: { type: 'keyword', doc_values: false },
    readers: { type: 'keyword', doc_values: false },
    name: { type: 'keyword', index: false },
    createdAt: { type: 'long', index: false },
    suggest: { type: 'keyword' },
  },
} as const

/** @param replicas  copies beside the primary: 0 on a single node, where a copy would have no place */
export const indexSettings = (replicas: number) =>
  ({
    // One shard: counts of facets over several are estimates. It is good for tens of millions of products.
    number_of_shards: 1,
    number_of_replicas: replicas,
    similarity: { weighted: { type: 'BM25', k1: engineSaturation, b: 0 } },
  }) as const
