/**
 * Orders of several products as transactions over lists: the commit that first sets goods aside for an order appends it,
 * as one, to the stock books that the log says it touched, and the ledgers are how these lists were read. So Elle's method
 * says of several books what no book says alone: that two orders went into both in the same order, and that who saw an
 * order in one had to see it in the other.
 */
import type { Operation } from '../checker/history.ts'
import type { MicroOperation } from '../checker/transactions.ts'
import { readTrade, type FinalFact, type Trade } from './trade-facts.ts'

/** Of an order, what first set goods aside for it: in which version of it, and in which books. */
type Reserving = { readonly orderId: string; readonly version: number; readonly books: readonly string[] }
type Ended = { readonly begun: number; readonly ended: number; readonly outcome: 'ok' | 'info' }

/** A history of `txn` calls over books, each with the lines of the calls that it was made from. */
export function sendsAsAppends(history: readonly Operation[]): readonly Operation[] {
  const trade = readTrade(history)
  const { final } = trade
  if (!final) return []
  const reserving = reservingCommits(final)
  const numbers = new Map(reserving.map(({ orderId }, n) => [orderId, n]))
  const entered = new Set(reserving.flatMap(({ orderId, books }) => books.map((book) => `${orderId} ${book}`)))
  // What an order had set aside by a later commit is no part of the one that is judged.
  const listOf = (book: string, orders: readonly string[]): readonly number[] =>
    orders.filter((id) => entered.has(`${id} ${book}`)).map((id) => numbers.get(id)!)
  const appends = reserving.map(({ books, ...of }) => ({
    ...callThatBrought(trade, of),
    micro: books.map((book): MicroOperation => ['append', book, numbers.get(of.orderId)!]),
  }))
  const reads = trade.done('read-ledger').map(({ begun, ended, told: { productId, orders } }) => ({
    begun,
    ended,
    outcome: 'ok' as const,
    micro: [['r', productId, listOf(productId, orders)]] as readonly MicroOperation[],
  }))
  const last = {
    begun: history.length,
    ended: history.length + 1,
    outcome: 'ok' as const,
    micro: final.ledgers.map(({ productId, movements }): MicroOperation => {
      const orders = movements.flatMap(({ type, orderId }) => (type === 'stock/reserved' && orderId ? [orderId] : []))
      return ['r', productId, listOf(productId, [...new Set(orders)])]
    }),
  }
  return [...appends, ...reads, last]
    .flatMap(({ begun, ended, outcome, micro }, process) => {
      const line = { time: 0, process, f: 'txn', value: micro }
      const end = ended < Infinity ? [{ ...line, type: outcome, index: ended }] : []
      return [{ ...line, type: 'invoke' as const, index: begun }, ...end]
    })
    .toSorted((one, other) => one.index - other.index)
}

const [orderStream, stockStream] = ['order-', 'stock-']

/** Of every order that the log has in one commit with stock books: the first such commit. */
function reservingCommits({ log, ledgers }: FinalFact): readonly Reserving[] {
  const known = new Set(ledgers.map(({ productId }) => productId))
  const found = new Map<string, Reserving>()
  for (const [commit, versions] of Map.groupBy(log, (version) => version.commit)) {
    if (commit === undefined) continue
    // A book is named for whose it is and what of.
    const books = versions.flatMap(({ stream }) =>
      stream.startsWith(stockStream)
        ? [stream.slice(stream.lastIndexOf('~') + 1)].filter((book) => known.has(book))
        : [],
    )
    const orders = versions.filter(({ stream }) => stream.startsWith(orderStream))
    for (const { stream, version } of books.length > 0 ? orders : []) {
      const orderId = stream.slice(orderStream.length)
      if (!found.has(orderId)) found.set(orderId, { orderId, version, books })
    }
  }
  return [...found.values()]
}

/** The call that was told of the version; else any that may have made it, also a refused one that arrived twice: nobody knows when. */
function callThatBrought(trade: Trade, { orderId, version }: Omit<Reserving, 'books'>): Ended {
  const commands = trade.of('command').filter(({ asked }) => asked.orderId === orderId)
  const awards = (trade.final?.awards ?? []).filter(({ orderIds }) => orderIds.includes(orderId))
  const awarding = trade.of('award').filter(({ asked }) => awards.some(({ rfqId }) => rfqId === asked.rfqId))
  const all = [...commands, ...awarding]
  const begun = Math.min(...all.map((call) => call.begun))
  const told = commands.find(
    ({ outcome, told: answer }) => outcome === 'ok' && answer.order.version === version && !answer.replayed,
  )
  if (told) return { begun: told.begun, ended: told.ended, outcome: 'ok' }
  return { begun: begun < Infinity ? begun : 0, ended: Infinity, outcome: 'info' }
}
