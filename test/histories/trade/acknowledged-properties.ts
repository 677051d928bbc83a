/** S7 and S8: whatever a supplier was told to have done with its goods stands in the ledger, once, and nothing stands there twice. */
import { judgeEach, type FinalFact, type MovementFact, type Property, type Trade } from './trade-facts.ts'

const commands = ['adjust', 'transfer', 'hold'] as const

export const acknowledgedProperties: readonly Property[] = [
  {
    name: 'S7',
    says: 'a correction, transfer or hold that was acknowledged is in the ledger once, as asked; no other is in it twice',
    judge: (trade) => {
      const marked = Map.groupBy(
        trade.final?.ledgers.flatMap(({ movements }) => movements) ?? [],
        ({ mark }) => mark ?? '',
      )
      const asked = commands.flatMap((name) => trade.of(name))
      return judgeEach(trade.final ? asked : [], ({ f, outcome, asked: { key, by }, begun }) => {
        const found = marked.get(key) ?? []
        // A lot of which nothing is left is held without a movement. A refusal is of one arrival of a request, which may
        // have come twice: that the other was taken is no wrong.
        const least = outcome === 'ok' && f !== 'hold' ? 1 : 0
        if (found.length < least || found.length > 1)
          return `what line ${begun} asked for is in the ledger ${found.length} times, and it ended as ${outcome}`
        const [only] = found
        return only && sumOf(only) !== by ? `line ${begun} asked for ${by}; the ledger has ${sumOf(only)}` : undefined
      })
    },
  },
  {
    name: 'S8',
    says: 'what was acknowledged as shipped has left the stock, and nothing else has',
    judge: (trade) => {
      const { final } = trade
      if (!final) return { looked: 0, violations: [] }
      const told = shippedOf(trade)
      // Of a request that came twice, one arrival may be refused and the other one taken, as in S7.
      const open = new Set(trade.of('ship').flatMap(({ outcome, asked }) => (outcome === 'ok' ? [] : [asked.orderId])))
      const left = leftOf(final)
      return judgeEach(new Set([...told.keys(), ...left.keys()]), (key) => {
        const [shipped, gone] = [told.get(key) ?? 0, left.get(key) ?? 0]
        const isUnsure = open.has(key.split(' ')[0]!)
        return gone === shipped || (isUnsure && gone > shipped)
          ? undefined
          : `${key}: ${shipped} were told to be shipped, and ${gone} have left`
      })
    },
  },
]

const sumOf = ({ available, reserved, blocked }: MovementFact): number => available + reserved + blocked

/** By order and product, base units that were told to be on their way. */
function shippedOf(trade: Trade): ReadonlyMap<string, number> {
  const books = new Set(trade.final?.ledgers.map(({ productId }) => productId))
  const sums = new Map<string, number>()
  for (const { told } of trade.done('ship'))
    for (const { productId, quantity } of told.status === 'dispatched' ? told.lines : [])
      if (books.has(productId)) add(sums, `${told.orderId} ${productId}`, quantity)
  return sums
}

/** The same, as the ledgers have it. */
function leftOf({ ledgers }: FinalFact): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { productId, movements } of ledgers)
    for (const movement of movements)
      if (movement.type === 'stock/dispatched' && movement.orderId !== undefined)
        add(sums, `${movement.orderId} ${productId}`, -sumOf(movement))
  return sums
}

const add = (sums: Map<string, number>, key: string, quantity: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + quantity)
