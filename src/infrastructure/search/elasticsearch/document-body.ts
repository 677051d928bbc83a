/** A document, and the memory of a removed one, as the index holds them. */
import { foldText, plainWords } from '../analyse-text.ts'
import type { SearchChange, SearchDocument } from '../search-index.ts'
import { boundedValue, facetKey } from './facet-key.ts'
import { numberKey } from './sortable-number.ts'
import { analyseTexts } from './term-frequencies.ts'

const suggestionsPerDocument = 16
const suggestionLength = 200
/** Some ligatures decompose into eighteen letters. */
const suggestionKeyLength = 256
/** A cursor holds the name that a page ended at. */
const sortedNameLength = 256

/** Between the words by which a suggestion is found and the text that is shown; in neither of them. */
export const suggestionSeparator = '\t'

export const documentKey = (id: string): string => `d:${id.toWellFormed()}`
/** No document's key. */
export const checkpointKey = 'checkpoint'

export const versionOf = (change: SearchChange): number =>
  'put' in change ? change.put.version : change.remove.version
export const idOf = (change: SearchChange): string => ('put' in change ? change.put.id : change.remove.id)

/** What is written for a change, as one line of JSON. A removed document has no readers, and so is not there. */
export const bodyOf = (change: SearchChange): string =>
  JSON.stringify('put' in change ? documentBody(change.put) : { id: change.remove.id.toWellFormed() })

function documentBody(document: SearchDocument): Readonly<Record<string, unknown>> {
  const { texts, weighted } = analyseTexts(document)
  const suggestions = document.suggest.slice(0, suggestionsPerDocument).flatMap(suggestionOf)
  return {
    id: document.id.toWellFormed(),
    label: document.sort.name.toWellFormed().slice(0, 1_000),
    terms: weighted,
    texts: texts.map((terms) => terms.join(' ')),
    begins: suggestions.map(({ key }) => key),
    facets: Object.entries(document.facets).flatMap(([name, values]) => values.map((value) => facetKey(name, value))),
    numbers: Object.entries(document.numbers).map(([name, value]) => numberKey(name, value)),
    readers: document.readableBy.map(boundedValue),
    name: foldText(document.sort.name).slice(0, sortedNameLength).toWellFormed(),
    createdAt: Date.parse(document.sort.createdAt),
    suggest: [...new Set(suggestions.map(({ key, text }) => key + suggestionSeparator + text))],
  }
}

function suggestionOf(given: string): readonly { readonly key: string; readonly text: string }[] {
  const text = given.slice(0, suggestionLength).toWellFormed().trim()
  const key = plainWords(text).slice(0, suggestionKeyLength).toWellFormed()
  return key === '' ? [] : [{ key, text }]
}
