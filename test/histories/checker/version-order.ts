/** In which order a list's values were written, as the reads show it, and by whom. */
import { readsOf, type Transaction } from './transactions.ts'

export type VersionOrders = {
  /** By key, the longest list that was read: every value in the order of its writing. */
  readonly lists: ReadonlyMap<string, readonly number[]>
  readonly writerOf: (key: string, value: number) => Transaction | undefined
  /** What committed transactions appended and no read has shown: it came after all that was read. */
  readonly unseen: ReadonlyMap<string, readonly number[]>
  readonly incompatible: readonly {
    readonly key: string
    readonly one: readonly number[]
    readonly other: readonly number[]
  }[]
}

export function orderVersions(transactions: readonly Transaction[]): VersionOrders {
  const writers = new Map<string, Transaction>()
  for (const transaction of transactions)
    for (const [key, value] of appendsOf(transaction)) writers.set(`${key} ${value}`, transaction)
  const { lists, incompatible } = longestReads(transactions)
  const seen = new Set([...lists].flatMap(([key, list]) => list.map((value) => `${key} ${value}`)))
  const unseen = new Map<string, number[]>()
  for (const transaction of transactions) {
    const appends = appendsOf(transaction)
    // What nobody was told of has happened where one of its appends was read: then all of them have.
    const isSeen = transaction.call.outcome === 'info' && appends.some(([key, value]) => seen.has(`${key} ${value}`))
    if (transaction.call.outcome !== 'ok' && !isSeen) continue
    for (const [key, value] of appends)
      if (!seen.has(`${key} ${value}`)) unseen.set(key, [...(unseen.get(key) ?? []), value])
  }
  return { lists, incompatible, unseen, writerOf: (key, value) => writers.get(`${key} ${value}`) }
}

const appendsOf = ({ micro }: Transaction): readonly (readonly [key: string, value: number])[] =>
  micro.flatMap(([f, key, value]) => (f === 'append' ? [[key, value] as const] : []))

/** One pair of reads a key is enough to show that they do not fit. */
function longestReads(transactions: readonly Transaction[]) {
  const lists = new Map<string, readonly number[]>()
  const incompatible = new Map<string, VersionOrders['incompatible'][number]>()
  for (const transaction of transactions) {
    if (transaction.call.outcome !== 'ok') continue
    for (const { key, list } of readsOf(transaction)) {
      const longest = lists.get(key) ?? []
      const [short, long] = list.length > longest.length ? [longest, list] : [list, longest]
      if (!short.every((value, n) => value === long[n])) incompatible.set(key, { key, one: short, other: long })
      lists.set(key, long)
    }
  }
  return { lists, incompatible: [...incompatible.values()] }
}
