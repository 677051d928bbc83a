/** Keeps which texts are suggested, how often, and by which documents. */
import type { DatabaseSync } from 'node:sqlite'
import { plainWords } from '../analyse-text.ts'

const suggestionsPerDocument = 16
const suggestionLength = 200

export type SuggestionWriter = {
  /** Sets the suggestions of one document. */
  readonly replace: (doc: number, texts: readonly string[]) => void
  /** Writes the counts that `replace` has gathered; to be called before the commit. */
  readonly flush: () => void
  /** Drops what was gathered, after a rollback. */
  readonly forget: () => void
}

export function createSuggestionWriter(database: DatabaseSync): SuggestionWriter {
  const find = database.prepare('SELECT suggestion FROM suggestions WHERE text = ?')
  const add = database.prepare('INSERT INTO suggestions (text, key, documents) VALUES (?, ?, 1)')
  const current = database.prepare('SELECT suggestion FROM document_suggestions WHERE doc = ?')
  const link = database.prepare('INSERT INTO document_suggestions (doc, suggestion) VALUES (?, ?)')
  const unlink = database.prepare('DELETE FROM document_suggestions WHERE doc = ? AND suggestion = ?')
  const count = database.prepare('UPDATE suggestions SET documents = documents + ? WHERE suggestion = ?')
  const drop = database.prepare('DELETE FROM suggestions WHERE suggestion = ? AND documents <= 0')
  let counts = new Map<number, number>()

  /** A new text starts at the one document that it is made for: most never have another, and are written once. */
  const numberOf = (text: string, counted: Set<number>): number | undefined => {
    const known = find.get(text) as { suggestion: number } | undefined
    if (known) return known.suggestion
    const key = plainWords(text)
    if (key === '') return undefined
    const suggestion = Number(add.run(text, key).lastInsertRowid)
    counted.add(suggestion)
    return suggestion
  }
  const change = (suggestion: number, by: number): void => {
    counts.set(suggestion, (counts.get(suggestion) ?? 0) + by)
  }

  return {
    replace: (doc, texts) => {
      const wanted = new Set<number>()
      const counted = new Set<number>()
      for (const text of texts.slice(0, suggestionsPerDocument)) {
        const suggestion = numberOf(text.slice(0, suggestionLength).toWellFormed().trim(), counted)
        if (suggestion !== undefined) wanted.add(suggestion)
      }
      const before = new Set((current.all(doc) as { suggestion: number }[]).map((row) => row.suggestion))
      for (const suggestion of before.difference(wanted)) {
        unlink.run(doc, suggestion)
        change(suggestion, -1)
      }
      for (const suggestion of wanted.difference(before)) {
        link.run(doc, suggestion)
        if (!counted.has(suggestion)) change(suggestion, 1)
      }
    },
    flush: () => {
      for (const [suggestion, by] of counts) {
        if (by !== 0) count.run(by, suggestion)
        if (by <= 0) drop.run(suggestion)
      }
      counts = new Map()
    },
    forget: () => {
      counts = new Map()
    },
  }
}
