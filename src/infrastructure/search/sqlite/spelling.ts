/** Finds the known terms that a misspelt word may have meant. */
import type { DatabaseSync } from 'node:sqlite'
import type { QueryWord } from '../analyse-text.ts'
import { allowedEdits, editDistance } from '../edit-distance.ts'

const candidatesMax = 12

/**
 * Terms within the edits that the word's length allows, nearest first, then most frequent. Whether anyone may know
 * of them is for the caller to check. A single slip leaves either the first two or the last two letters as they are,
 * so looking through the terms with one or the other finds every term one edit away, and most that are two.
 */
export function createSpelling(database: DatabaseSync): (word: QueryWord) => readonly string[] {
  const alike = database.prepare(`SELECT group_concat(term, ' ') AS terms FROM (
    SELECT term FROM terms WHERE term >= ?1 AND term < ?1 || char(1114111) AND length(term) BETWEEN ?3 AND ?4
    UNION ALL SELECT term FROM terms WHERE tail = ?2 AND length(term) BETWEEN ?3 AND ?4)`)
  const frequency = database.prepare('SELECT documents FROM terms WHERE term = ?')

  return ({ typed, term }) => {
    const edits = allowedEdits(typed.length)
    if (edits === 0) return []
    const row = alike.get(term.slice(0, 2), term.slice(-2), term.length - edits, term.length + edits)
    const near = new Map<string, { distance: number; documents: number }>()
    for (const candidate of ((row as { terms: string | null }).terms ?? '').split(' ')) {
      if (candidate === term || near.has(candidate)) continue
      const distance = editDistance(term, candidate, edits)
      if (distance > edits) continue
      near.set(candidate, {
        distance,
        documents: (frequency.get(candidate) as { documents: number } | undefined)?.documents ?? 0,
      })
    }
    return [...near]
      .sort(([, left], [, right]) => left.distance - right.distance || right.documents - left.documents)
      .slice(0, candidatesMax)
      .map(([candidate]) => candidate)
  }
}
