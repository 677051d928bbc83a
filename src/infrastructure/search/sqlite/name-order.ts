/** The documents' order by name, as a rising number for each: made when first asked for, then mended document by document. */
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'

const gap = 2 ** 32
const slice = 2_000

export type NameOrder = {
  readonly ready: () => boolean
  /** Makes the order anew, a slice at a time; not within a transaction. */
  readonly build: () => Promise<void>
  /** To be called, within the reading transaction, for every document that has changed. */
  readonly change: (doc: number) => void
  /** The number of every document; smaller comes first. NaN for what has no name. */
  readonly ranks: () => Float64Array
  /** The number of the last document up to a name and document number, or -Infinity. */
  readonly rankUpTo: (name: string, doc: number) => number
  readonly forget: () => void
}

export function createNameOrder(database: DatabaseSync): NameOrder {
  const nameOf = database.prepare('SELECT name FROM documents WHERE doc = ?')
  const next = database.prepare(`SELECT group_concat(doc) AS docs FROM (
    SELECT doc FROM documents WHERE name IS NOT NULL AND (name, doc) > (?, ?) ORDER BY name, doc LIMIT ${slice})`)
  const before = neighbour(database, '<', 'DESC')
  const after = neighbour(database, '>', 'ASC')
  const upTo = neighbour(database, '<=', 'DESC')
  let ranks: Float64Array<ArrayBuffer> | undefined
  let building: Promise<void> | undefined
  let changedMeanwhile = new Set<number>()

  const buildNow = async (): Promise<void> => {
    changedMeanwhile = new Set()
    let made = new Float64Array(1_024).fill(Number.NaN)
    let last = { name: '', doc: 0 }
    for (let rank = gap; ;) {
      const { docs } = next.get(last.name, last.doc) as { docs: string | null }
      if (docs === null) break
      let doc = 0
      for (const text of docs.split(',')) {
        doc = Number(text)
        made = withRoom(made, doc)
        made[doc] = rank
        rank += gap
      }
      last = { name: (nameOf.get(doc) as { name: string | null }).name ?? '\u{10ffff}', doc }
      await setImmediate()
    }
    ranks = made
    for (const doc of changedMeanwhile) mend(doc)
  }

  const mend = (doc: number): void => {
    if (!ranks) return
    ranks = withRoom(ranks, doc)
    const { name } = nameOf.get(doc) as { name: string | null }
    if (name === null) {
      ranks[doc] = Number.NaN
      return
    }
    const previous = before(name, doc)
    const following = after(name, doc)
    const low = previous === undefined ? 0 : ranks[previous]!
    const high = following === undefined ? low + 2 * gap : ranks[following]!
    if (ranks[doc]! > low && ranks[doc]! < high) return
    const middle = (low + high) / 2
    // No room between the two, or one of them not yet placed.
    if (!(middle > low && middle < high)) ranks = undefined
    else ranks[doc] = middle
  }

  return {
    ready: () => ranks !== undefined,
    build: () => {
      building ??= buildNow().finally(() => {
        building = undefined
      })
      return building
    },
    change: (doc) => {
      if (building) changedMeanwhile.add(doc)
      else mend(doc)
    },
    ranks: () => ranks ?? new Float64Array(0),
    rankUpTo: (name, doc) => {
      const last = upTo(name, doc)
      return last === undefined ? -Infinity : (ranks?.[last] ?? -Infinity)
    },
    forget: () => {
      ranks = undefined
    },
  }
}

function neighbour(database: DatabaseSync, comparison: '<' | '>' | '<=', direction: 'ASC' | 'DESC') {
  const statement =
    database.prepare(`SELECT doc FROM documents WHERE name IS NOT NULL AND (name, doc) ${comparison} (?, ?)
    ORDER BY name ${direction}, doc ${direction} LIMIT 1`)
  return (name: string, doc: number): number | undefined =>
    (statement.get(name, doc) as { doc: number } | undefined)?.doc
}

function withRoom(ranks: Float64Array<ArrayBuffer>, doc: number): Float64Array<ArrayBuffer> {
  if (doc < ranks.length) return ranks
  const longer = new Float64Array(Math.max(doc + 1, Math.ceil(ranks.length * 1.5))).fill(Number.NaN)
  longer.set(ranks)
  return longer
}
