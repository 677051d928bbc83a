/** When the load is over and nothing is broken any more: settles what was left open, waits for rest, reads how all stands. */
import { everyItem, type Client } from '../../../sdk/index.ts'
import type { Operation } from '../checker/history.ts'
import { settledWithinMs } from '../trade/liveness-properties.ts'
import type { FinalFact } from '../trade/trade-facts.ts'
import { readTrade } from '../trade/trade-facts.ts'
import { buying, selling, type LoadContext } from './market.ts'
import { awardFact, movementFact, orderFact, reservationFact, stockFact } from './order-facts.ts'
import { placeOrder } from './trading-work.ts'

const tries = 5
/** Between two readings that are to agree. */
const restMs = 150

/** Asks again, under the same key, what became of every order that nobody was told of. */
export async function settlePlacements(context: LoadContext): Promise<void> {
  const client = context.recorder.client()
  const told = new Set(
    readTrade(context.recorder.operations)
      .done('place')
      .map(({ asked }) => asked.key),
  )
  const open = readTrade(context.recorder.operations)
    .of('place')
    .filter(({ outcome, asked }) => outcome === 'info' && !told.has(asked.key))
  for (const { asked } of open)
    for (let n = 0; n < tries && !(await placeOrder(context, client, asked)); n += 1) await context.time.sleep(200)
}

type Read = Omit<FinalFact, 'log' | 'audit' | 'rest'>

export type Resting = {
  /** When nothing was broken any more, by the history's clock. */
  readonly mendedMs: number
  /** Commits that no audit trail has yet; none where nobody keeps trails. */
  readonly unsealed?: () => Promise<number>
}

/** Reads until two readings agree that nothing moves any more, or the time is over: then what there is, is judged. */
export async function readFinal(
  context: LoadContext,
  { mendedMs, unsealed = async () => 0 }: Resting,
): Promise<Read & Pick<FinalFact, 'rest'>> {
  const { recorder, time } = context
  const untilMs = mendedMs + settledWithinMs
  for (let last = ''; ;) {
    const isLast = recorder.nowMs() >= untilMs
    const read = await readAll(context).catch((error: unknown) => {
      if (isLast) throw error
      return undefined
    })
    const text = JSON.stringify(read) ?? ''
    if (read && (isLast || (text === last && isLevel(read)))) {
      const open = await unsealed()
      const pending = [
        ...(text === last ? [] : ['what is read changes from one reading to the next']),
        ...(isLevel(read) ? [] : ['lists show orders otherwise than they are']),
        ...(open === 0 ? [] : [`${open} commits are in no audit trail`]),
      ]
      if (isLast || pending.length === 0) return { ...read, rest: { afterMs: recorder.nowMs() - mendedMs, pending } }
    }
    last = text
    await time.sleep(restMs)
  }
}

/** Whether lists have caught up; that they have is a property, judged afterwards. */
const isLevel = ({ orders, listed }: Read): boolean =>
  orders.length === listed.length &&
  listed.every(({ id, status }) => orders.find((order) => order.id === id)?.status === status)

async function readAll(context: LoadContext): Promise<Read> {
  const { scarce } = context.market
  const products = scarce.map(({ productId }) => productId)
  const [buyer, seller] = [buying(context), selling(context)]
  const listed = (await all((query) => buyer.listOrders({ query }))).map(({ id, status }) => ({ id, status }))
  const awards = await readAwards(context, buyer)
  const named = [...sightedOrders(context.recorder.operations), ...awards.flatMap(({ orderIds }) => orderIds)]
  const orders = await inTens([...new Set([...listed.map(({ id }) => id), ...named])], async (orderId) =>
    buyer.getOrder({ params: { orderId } }).then(
      (answer) => [orderFact(answer)],
      // One that was acknowledged and is not there is what the judge is to see.
      () => [],
    ),
  )
  const stocks = await inTens(products, async (productId) =>
    (await seller.listStock({ query: { productId } })).data.items.map(stockFact),
  )
  const reservations = await inTens(products, async (productId) =>
    (await all((page) => seller.listReservations({ query: { productId, ...page } }))).map((each) =>
      reservationFact(productId, each),
    ),
  )
  const ledgers = await inTens(products, async (productId) => {
    const movements = await all((page) => seller.listStockMovements({ query: { productId, ...page } }))
    return [{ productId, movements: movements.map(movementFact).toReversed() }]
  })
  const quotes = (await all((query) => buyer.listQuotes({ query }))).map(({ id, version, lines }) => ({
    quoteId: id,
    version,
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    accepted: lines.flatMap(({ accepted = [] }) => accepted).reduce((sum, { quantity }) => sum + quantity, 0),
  }))
  return {
    orders: orders.toSorted((a, b) => a.id.localeCompare(b.id)),
    listed,
    stocks,
    reservations,
    ledgers,
    awards,
    quotes,
  }
}

const sightedOrders = (operations: readonly Operation[]): readonly string[] =>
  readTrade(operations).sightings.map(({ order }) => order.id)

/** Of every RFQ that somebody tried to award. */
async function readAwards(context: LoadContext, buyer: Client): Promise<FinalFact['awards']> {
  const tried = new Set(
    readTrade(context.recorder.operations)
      .of('award')
      .map(({ asked }) => asked.rfqId),
  )
  return inTens([...tried], async (rfqId) =>
    (await all((query) => buyer.listAwardsOfRfq({ params: { rfqId }, query }))).map(awardFact),
  )
}

type List<T> = Parameters<typeof everyItem<T>>[0]
async function all<T>(list: List<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of everyItem(list)) items.push(item)
  return items
}

/** Ten at once: to be quick, and no load of its own. */
async function inTens<T, R>(items: readonly T[], work: (item: T) => Promise<readonly R[]>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += 10)
    results.push(...(await Promise.all(items.slice(start, start + 10).map(work))).flat())
  return results
}
