/** The numbers of BM25F that every adapter scores by (Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", 2004). */
import type { SearchField } from './search-index.ts'

/** How soon more of the same word stops to matter. */
export const saturation = 1.2

/** How much a field's length counts, in short fields and in long ones. */
export const shortLengthShare = 0.5
export const longLengthShare = 0.5

/** In these a word more or less says little, and lengths differ much. */
export const longFields: ReadonlySet<SearchField> = new Set(['description', 'ingredients'])
