/**
 * Finds the keys of commits. No index leads from a commit to its key, for the sake of writing: whoever wants them wants
 * those of a long stretch of the log, and gets them with one scan of what two days have brought.
 */
import type { DatabaseSync } from 'node:sqlite'

export type KeptRepeat = { readonly key: string; /** As JSON. */ readonly outcome: string }

/** Keys in memory at once. */
const stretchMax = 20_000

const keysFromSql = `
  SELECT position, key, outcome
  FROM (SELECT position, key FROM repeat_keys WHERE position >= ? ORDER BY position LIMIT ${stretchMax})
  CROSS JOIN commits USING (position)`

type Row = KeptRepeat & { readonly position: number }

/** @param head  the newest commit's position */
export function openSqliteRepeats(
  database: DatabaseSync,
  head: () => number,
): (positions: readonly number[]) => ReadonlyMap<number, KeptRepeat> {
  const keysFrom = database.prepare(keysFromSql)
  // A commit gets its key as it is written, or never: what was read of a stretch stays true.
  let [from, until] = [0, -1]
  let stretch = new Map<number, KeptRepeat>()

  const read = (position: number): void => {
    const newest = head()
    const rows = keysFrom.all(position) as Row[]
    stretch = new Map(rows.map(({ position: at, key, outcome }) => [at, { key, outcome }]))
    from = position
    until = rows.length < stretchMax ? newest : rows.reduce((last, row) => Math.max(last, row.position), 0)
  }
  return (positions) => {
    const found = new Map<number, KeptRepeat>()
    for (const position of positions.toSorted((a, b) => a - b)) {
      if (position < from || position > until) read(position)
      const repeat = stretch.get(position)
      if (repeat) found.set(position, repeat)
    }
    return found
  }
}
