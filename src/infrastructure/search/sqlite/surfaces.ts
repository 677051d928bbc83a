/** Shows a correction in a spelling that the asker may see anyway. */
import type { DatabaseSync } from 'node:sqlite'
import { writtenAs } from '../complete-query.ts'

/** Gives the word that a term was made from, out of names and suggestions of the given documents; else the term. */
export function createSurfaces(database: DatabaseSync): (term: string, docs: readonly number[]) => string {
  const labels = database.prepare(`SELECT label AS text FROM documents WHERE doc = ?1 AND label IS NOT NULL UNION ALL
    SELECT text FROM document_suggestions JOIN suggestions USING (suggestion) WHERE doc = ?1`)

  return (term, docs) => {
    for (const doc of docs) {
      for (const { text } of labels.all(doc) as { text: string }[]) {
        const word = writtenAs(term, text)
        if (word !== undefined) return word
      }
    }
    return term
  }
}
