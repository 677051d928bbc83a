/** Which transaction must have come before which: by what they wrote and read, and by the clock. */
import { realTimeOrder } from './real-time-order.ts'
import { readsOf, type Transaction } from './transactions.ts'
import type { VersionOrders } from './version-order.ts'

/** `ww`: wrote over; `wr`: read from; `rw`: read what the other wrote over; `rt`: ended before the other began. */
export type EdgeKind = 'ww' | 'wr' | 'rw' | 'rt'
export type Edge = { readonly from: number; readonly to: number; readonly kind: EdgeKind; readonly why: string }

export type Dependencies = { readonly count: number; readonly edges: readonly Edge[] }

/** Nodes are the indexes of the transactions. What was aborted depends on nothing. */
export function dependenciesOf(transactions: readonly Transaction[], orders: VersionOrders): Dependencies {
  const numbers = new Map(transactions.map((transaction, n) => [transaction, n]))
  const edges: Edge[] = []
  const link = (from: Transaction | undefined, to: Transaction | undefined, kind: EdgeKind, why: string): void => {
    if (!from || !to || from === to || from.call.outcome === 'fail' || to.call.outcome === 'fail') return
    edges.push({ from: numbers.get(from)!, to: numbers.get(to)!, kind, why })
  }
  linkWrites(orders, link)
  for (const reader of transactions) if (reader.call.outcome === 'ok') linkReads(reader, orders, link)
  for (const [from, to] of realTimeOrder(transactions.map(({ call }) => call)))
    link(transactions[from], transactions[to], 'rt', 'ended before')
  return { count: transactions.length, edges }
}

type Link = (from: Transaction | undefined, to: Transaction | undefined, kind: EdgeKind, why: string) => void

function linkWrites({ lists, unseen, writerOf }: VersionOrders, link: Link): void {
  for (const [key, list] of lists) {
    list.forEach((value, n) => {
      if (n > 0) link(writerOf(key, list[n - 1]!), writerOf(key, value), 'ww', `${key} ${list[n - 1]} ${value}`)
    })
    const last = list.at(-1)
    if (last === undefined) continue
    for (const value of unseen.get(key) ?? [])
      link(writerOf(key, last), writerOf(key, value), 'ww', `${key} ${last} ${value}`)
  }
}

function linkReads(reader: Transaction, { lists, unseen, writerOf }: VersionOrders, link: Link): void {
  // Of each list the first read: the later ones are the transaction's own business.
  const read = new Set<string>()
  const ownAppends = new Set(reader.micro.flatMap(([f, key, value]) => (f === 'append' ? [`${key} ${value}`] : [])))
  for (const { key, list } of readsOf(reader)) {
    if (read.has(key)) continue
    read.add(key)
    const foreign = list.filter((value) => !ownAppends.has(`${key} ${value}`))
    const last = foreign.at(-1)
    if (last !== undefined) link(writerOf(key, last), reader, 'wr', `${key} ${last}`)
    const order = lists.get(key) ?? []
    if (list.length < order.length)
      link(reader, writerOf(key, order[list.length]!), 'rw', `${key} ${order[list.length]}`)
    else for (const value of unseen.get(key) ?? []) link(reader, writerOf(key, value), 'rw', `${key} ${value}`)
  }
}
