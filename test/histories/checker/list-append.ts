/**
 * Finds what went wrong in transactions that append to lists and read them. A list shows the order of all writes to it,
 * so that dependencies between transactions are read off instead of guessed: the method and the names of Elle (Kingsbury
 * and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental Observations", VLDB 2020) and of Adya's thesis.
 */
import type { Operation } from './history.ts'
import { findCycles, type CycleName } from './cycles.ts'
import { dependenciesOf } from './dependencies.ts'
import { readsOf, transactionsOf, type Transaction } from './transactions.ts'
import { orderVersions, type VersionOrders } from './version-order.ts'

export type AnomalyName =
  | CycleName
  /** A read saw what an aborted transaction wrote. */
  | 'G1a'
  /** A read saw a state from the middle of another transaction. */
  | 'G1b'
  /** What an aborted transaction wrote lies below what a committed one wrote. */
  | 'dirty-update'
  /** A transaction does not see what it has read or written itself. */
  | 'internal'
  /** Two reads of one list of which neither begins the other. */
  | 'incompatible-order'
  /** One append, twice in a list. */
  | 'duplicate'
  /** A value that nobody has ever appended. */
  | 'phantom'

export type Anomaly = {
  readonly name: AnomalyName
  /** With values and lines, for whoever has to find the cause. */
  readonly says: string
}

/**
 * All anomalies of the history's `txn` calls, in the order in which they are looked for; none where it is strictly
 * serialisable as far as these reads can tell. Values are to be unique per key.
 */
export function checkListAppend(history: readonly Operation[]): readonly Anomaly[] {
  const transactions = transactionsOf(history)
  const orders = orderVersions(transactions)
  const committed = transactions.filter(({ call }) => call.outcome === 'ok')
  return [
    ...committed.flatMap(findInternal),
    ...committed.flatMap((reader) => readsOf(reader).flatMap((read) => judgeRead(reader, read, orders))),
    ...orders.incompatible.map(({ key, one, other }) => ({
      name: 'incompatible-order' as const,
      says: `${key} was read as [${one.join(' ')}] and as [${other.join(' ')}]`,
    })),
    ...findDirtyUpdates(orders),
    ...findCycles(dependenciesOf(transactions, orders)).map(({ name, edges }) => ({
      name,
      says: edges.map(({ from, kind, why }) => `line ${transactions[from]!.call.begun} ${kind}(${why})→`).join(' '),
    })),
  ]
}

type Read = ReturnType<typeof readsOf>[number]

function judgeRead(reader: Transaction, { key, list }: Read, { writerOf }: VersionOrders): readonly Anomaly[] {
  const at = `line ${reader.call.begun} read ${key} as [${list.join(' ')}]`
  const found: Anomaly[] = []
  if (new Set(list).size !== list.length) found.push({ name: 'duplicate', says: at })
  for (const value of list) {
    const writer = writerOf(key, value)
    if (!writer) found.push({ name: 'phantom', says: `${at}; nobody wrote ${value}` })
    else if (writer.call.outcome === 'fail')
      found.push({ name: 'G1a', says: `${at}; ${value} was aborted in line ${writer.call.begun}` })
  }
  const last = list.at(-1)
  const writer = last === undefined ? undefined : writerOf(key, last)
  if (writer && writer !== reader && lastAppend(writer, key) !== last)
    found.push({ name: 'G1b', says: `${at}; line ${writer.call.begun} went on after ${last}` })
  return found
}

const lastAppend = ({ micro }: Transaction, key: string): number | undefined =>
  micro.findLast((each): each is readonly ['append', string, number] => each[0] === 'append' && each[1] === key)?.[2]

/** What a transaction knows of a list: all of it once it was read, before that the end that it wrote itself. */
type Known = { readonly whole: boolean; readonly list: readonly number[] }

function findInternal({ call, micro }: Transaction): readonly Anomaly[] {
  const known = new Map<string, Known>()
  return micro.flatMap(([f, key, value]): readonly Anomaly[] => {
    const { whole, list } = known.get(key) ?? { whole: false, list: [] }
    if (f === 'append') {
      known.set(key, { whole, list: [...list, value] })
      return []
    }
    if (value === null) return []
    known.set(key, { whole: true, list: value })
    const seen = whole ? value : value.slice(Math.max(0, value.length - list.length))
    if (seen.length === list.length && seen.every((each, n) => each === list[n])) return []
    const says = `line ${call.begun} read ${key} as [${value.join(' ')}], and had ${whole ? 'seen' : 'written'} [${list.join(' ')}]`
    return [{ name: 'internal', says }]
  })
}

function findDirtyUpdates({ lists, writerOf }: VersionOrders): readonly Anomaly[] {
  return [...lists].flatMap(([key, list]) => {
    const aborted = list.findIndex((value) => writerOf(key, value)?.call.outcome === 'fail')
    const over = list.slice(aborted + 1).find((value) => writerOf(key, value)?.call.outcome === 'ok')
    if (aborted < 0 || over === undefined) return []
    return [
      { name: 'dirty-update' as const, says: `${key}: ${over} was written over ${list[aborted]}, which was aborted` },
    ]
  })
}
