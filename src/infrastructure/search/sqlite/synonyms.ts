/** Synonym families: stored by their analysed phrases, looked up word by word, so that a large table costs no memory. */
import type { DatabaseSync } from 'node:sqlite'
import type { QueryWord } from '../analyse-text.ts'
import { termsOf } from '../analyse-text.ts'
import { recalling } from './recall.ts'
import { transaction } from './transaction.ts'

const phraseTermsMax = 4
const alternativesMax = 16
const phrasesRecalled = 5_000

/** Replaces all families. A phrase without terms is left out, as are families of fewer than two phrases. */
export function replaceSynonyms(database: DatabaseSync, groups: readonly (readonly string[])[]): void {
  const insert = database.prepare('INSERT OR IGNORE INTO synonyms (phrase, family) VALUES (?, ?)')
  transaction(database, () => {
    database.exec('DELETE FROM synonyms')
    groups.forEach((group, family) => {
      const phrases = new Set(
        group.map((text) => termsOf(text).slice(0, 8).join(' ')).filter((phrase) => phrase !== ''),
      )
      if (phrases.size > 1) for (const phrase of phrases) insert.run(phrase, family)
    })
  })
}

/** One thing a query asks for: words side by side, and the phrases (terms with spaces between) that say the same. */
export type Concept = { readonly words: readonly QueryWord[]; readonly phrases: readonly string[] }

/** Reads a query's words as concepts, the longest known phrase first. */
export type SynonymFinder = (words: readonly QueryWord[]) => readonly Concept[]

/** `outdated` is to be called when the index has changed. */
export function createSynonymFinder(database: DatabaseSync): {
  readonly conceptsOf: SynonymFinder
  readonly outdated: () => void
} {
  const some = database.prepare('SELECT 1 FROM synonyms LIMIT 1')
  const find = database.prepare(
    `SELECT DISTINCT other.phrase FROM synonyms AS this JOIN synonyms AS other USING (family)
     WHERE this.phrase = ? ORDER BY other.phrase <> this.phrase LIMIT 64`,
  )
  const exists = database.prepare('SELECT 1 FROM terms WHERE term = ?')

  const synonyms = recalling((phrase): readonly string[] => {
    const others = (find.all(phrase) as { phrase: string }[]).map((row) => row.phrase)
    // Most of a multilingual family is in languages that no document speaks.
    return others.filter((other) => other.split(' ').every((term) => exists.get(term))).slice(0, alternativesMax)
  }, phrasesRecalled)
  const present = recalling(() => some.get() !== undefined, 1)

  const conceptsOf: SynonymFinder = (words) => {
    const concepts: Concept[] = []
    const any = present.of('')
    for (let at = 0; at < words.length;) {
      let length = any ? Math.min(phraseTermsMax, words.length - at) : 0
      let phrases: readonly string[] = []
      for (; length > 0 && phrases.length === 0; length--) {
        const phrase = words.slice(at, at + length).map((word) => word.term)
        phrases = synonyms.of(phrase.join(' '))
        if (phrases.length > 0) break
      }
      const taken = words.slice(at, at + Math.max(length, 1))
      concepts.push({ words: taken, phrases: phrases.length > 0 ? phrases : taken.map((word) => word.term) })
      at += taken.length
    }
    return concepts
  }
  return {
    conceptsOf,
    outdated: () => {
      synonyms.forget()
      present.forget()
    },
  }
}
