/** Q1 to Q6: a quote that was acknowledged is there; it is accepted once, in time, at its own price, with its order and its goods, and unseen by others. */
import {
  judgeEach,
  type AwardFact,
  type FinalFact,
  type Finding,
  type OrderFact,
  type Property,
  type Trade,
  type TradeCall,
} from './trade-facts.ts'

/** The exchange judges expiry by its own clock, which the history reads a little off. */
const clockSlackMs = 50

const approvedAwards = (trade: Trade): readonly AwardFact[] => {
  const told = [...trade.done('award').map((call) => call.told), ...(trade.final?.awards ?? [])]
  return [
    ...new Map(told.filter(({ status }) => status === 'approved').map((award) => [award.awardId, award])).values(),
  ]
}

export const quoteProperties: readonly Property[] = [
  {
    name: 'Q1',
    says: 'a quote is accepted once, and never beyond what it offers',
    judge: (trade) => {
      const offered = new Map(trade.final?.quotes.map((quote) => [quote.quoteId, quote]))
      const lines = approvedAwards(trade).flatMap((award) => award.lines)
      return judgeEach(
        Map.groupBy(lines, ({ quoteId }) => quoteId),
        ([quoteId, accepted]) => {
          const sum = accepted.reduce((all, { quantity }) => all + quantity, 0)
          const quote = offered.get(quoteId)
          if (!quote) return undefined
          if (sum > quote.quantity) return `${quoteId} offers ${quote.quantity}; awards take ${sum}`
          return quote.accepted === sum
            ? undefined
            : `${quoteId} says that ${quote.accepted} were accepted; awards take ${sum}`
        },
      )
    },
  },
  {
    name: 'Q2',
    says: 'none is accepted after its time, or in a version that was replaced',
    judge: (trade) => judgeEach(trade.done('award'), (award) => tooLate(trade, award)),
  },
  {
    name: 'Q3',
    says: 'the order’s price is that of the version that was accepted',
    judge: (trade) => {
      const prices = new Map(trade.done('quote').map(({ told }) => [`${told.quoteId} ${told.version}`, told.unitPrice]))
      const lines = trade.final?.orders.flatMap(({ id, lines: all }) => all.map((line) => ({ id, ...line }))) ?? []
      const awarded = lines.filter(({ quoteId }) => quoteId !== undefined)
      return judgeEach(awarded, ({ id, quoteId, quoteVersion, unitPrice }) => {
        const quoted = prices.get(`${quoteId} ${quoteVersion}`)
        return quoted === undefined || Number(quoted) === Number(unitPrice)
          ? undefined
          : `${id} costs ${unitPrice}; ${quoteId} version ${quoteVersion} said ${quoted}`
      })
    },
  },
  {
    name: 'Q4',
    says: 'an award, its orders and what is set aside for them are there together, or none of them is',
    judge: (trade) => {
      const { final } = trade
      const orders = new Set(final?.orders.map(({ id }) => id))
      const ordering = new Map(
        approvedAwards(trade).flatMap(({ awardId, orderIds }) => orderIds.map((id) => [id, awardId])),
      )
      const missing = judgeEach(final ? approvedAwards(trade) : [], ({ awardId, orderIds }) =>
        orderIds.length > 0 && orderIds.every((id) => orders.has(id))
          ? undefined
          : `${awardId} is approved without its order`,
      )
      const awarded = (final?.orders ?? []).filter(({ awardId }) => awardId !== undefined)
      const orphaned = judgeEach(awarded, ({ id, awardId }) =>
        ordering.get(id) === awardId
          ? undefined
          : `${id} came of ${awardId}, which is not approved or does not name it`,
      )
      const all = [missing, orphaned, withoutStock(final, awarded)]
      return {
        looked: all.reduce((sum, { looked }) => sum + looked, 0),
        violations: all.flatMap(({ violations }) => violations),
      }
    },
  },
  {
    name: 'Q5',
    says: 'nobody reads the quote of another',
    judge: (trade) =>
      judgeEach(trade.of('read-foreign-quote'), ({ outcome, asked: { quoteId } }) =>
        outcome === 'ok' ? `${quoteId} was shown to whom it is none of the business` : undefined,
      ),
  },
  {
    name: 'Q6',
    says: 'a quote that was acknowledged is there, in this version or a later one',
    judge: (trade) => {
      const versions = new Map(trade.final?.quotes.map(({ quoteId, version }) => [quoteId, version]))
      return judgeEach(trade.final ? trade.done('quote') : [], ({ told: { quoteId, version } }) =>
        (versions.get(quoteId) ?? 0) >= version
          ? undefined
          : `${quoteId} version ${version} was told; at the end there is ${versions.get(quoteId) ?? 'none'}`,
      )
    },
  },
]

/** Of lines whose goods are kept in stock: the book has had something set aside for the order, be it nothing. */
function withoutStock(final: FinalFact | undefined, awarded: readonly OrderFact[]): Finding {
  const books = new Map(final?.ledgers.map(({ productId, movements }) => [productId, movements]))
  const lines = awarded.flatMap(({ id, lines: all }) => all.map(({ productId }) => ({ id, productId })))
  return judgeEach(
    lines.filter(({ productId }) => books.has(productId)),
    ({ id, productId }) =>
      books.get(productId)!.some(({ type, orderId }) => type === 'stock/reserved' && orderId === id)
        ? undefined
        : `${id} was awarded, and nothing of ${productId} was set aside for it`,
  )
}

/** Judged by when the award was asked for: what was asked in time may be answered after it. */
function tooLate(trade: Trade, { asked, told, begun, begunAtMs }: TradeCall<'award'>): string | undefined {
  if (told.status !== 'approved') return undefined
  const quotes = trade.done('quote')
  for (const { quoteId, version } of asked.lines) {
    const versions = quotes.filter((quote) => quote.told.quoteId === quoteId)
    const own = versions.find((quote) => quote.told.version === version)
    if (own && begunAtMs > own.told.validUntilMs + clockSlackMs)
      return `line ${begun} accepted ${quoteId} ${Math.round(begunAtMs - own.told.validUntilMs)} ms after it had expired`
    const replaced = versions.find((quote) => quote.told.version > version && quote.ended < begun)
    if (replaced)
      return `line ${begun} accepted version ${version} of ${quoteId}, after version ${replaced.told.version} was told`
  }
  return undefined
}
