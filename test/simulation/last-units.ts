/** Many buyers of the last units at one moment, over several processes whose commands go by turns: as many get one as there are. */
import { ProblemError, type Client } from '../../sdk/index.ts'
import { createHistoryWriter } from '../histories/checker/write-history.ts'
import { seededRandom, type SeededRandom } from '../histories/seeded-random.ts'
import { readPassedOver, toldNoneTooSoon, type Sold } from '../support/told-none-too-soon.ts'
import type { Blow, Conditions } from './conditions.ts'
import { copyOf } from './disk.ts'
import { openSimulatedExchange, type Flaw } from './simulated-exchange.ts'
import { beginsAtMs, calm, memberOf, organisationId, preparedMarket, siteId, unitsOfEach } from './simulated-market.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

export type LastUnits = {
  readonly seed: number
  readonly conditions: Conditions
  /** Buyers who were answered. */
  readonly looked: number
  readonly violations: readonly string[]
  /** How many turns went from one process to another, and how long the last buyer waited. */
  readonly handedOver: number
  readonly longestMs: number
}

const buyers = unitsOfEach + 15
/** Where nothing is in the way, the last of the buyers has waited no longer. */
const calmWithinMs = 800
/** Whatever befalls processes: a turn that is lost with its process, and one that stands still for as long as any does here. */
const troubledWithinMs = 4_000
/** Where the crowd is at its thickest. */
const blowWithinMs = [50, 50, 150]
const settledByMs = 120_000

export function drawCrowd(random: SeededRandom): Conditions {
  const isCalm = random.percent(35)
  const blow = (): Blow => ({
    atMs: random.below(random.pick(blowWithinMs)),
    what: random.pick(['kill', 'kill', 'pause', 'pause', 'clock jump', 'turns away']),
    forMs: 50 + random.below(1_500),
  })
  return {
    ...calm,
    processes: random.pick([2, 3, 4]),
    turns: true,
    diskMs: random.pick([2, 8, 25]),
    networkMs: random.pick([2, 10]),
    documentsWritten: random.pick([100, 50]),
    ...(!isCalm && {
      lostWords: random.pick([0, 30, 100]),
      unansweredAppends: random.pick([0, 2]),
      lostReplies: random.pick([0, 10]),
      doubledRequests: random.pick([0, 10]),
      blows: Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, blow).toSorted((one, other) => one.atMs - other.atMs),
    }),
  }
}

const isCalmNow = ({ blows, lostReplies, unansweredAppends, lostWords }: Conditions): boolean =>
  blows.length === 0 && lostReplies + unansweredAppends + lostWords === 0

/** @param flaw  of a mutant */
export async function sellLastUnits(seed: number, flaw: Flaw = {}): Promise<LastUnits> {
  const random = seededRandom(seed)
  const conditions = drawCrowd(random)
  const prepared = await preparedMarket(false)
  const time = createVirtualTime()
  const violations: string[] = []
  let keys = 0
  const newKey = (): string => `key-${(keys += 1)}`
  const disk = copyOf(prepared.disk)
  const exchange = openSimulatedExchange({ disk, time, random, conditions, flaw, surprises: violations, newKey })
  const client = exchange.client(memberOf('buyer'))
  const { productId } = prepared.scarce[0]!
  // Who comes while others have the turn joins them, or waits for the next.
  const withinMs = random.pick([0, 60, 200])
  const answered: Sold[] = []
  const live = async (): Promise<void> => {
    await exchange.start()
    const crowd = Array.from({ length: buyers }, (_, n) => `buyer-${n}`)
    const orders = await Promise.all(crowd.map((key) => untilAnswered(time, () => place(client, productId, key))))
    const haunting = exchange.haunt(createHistoryWriter(time.nowMs))
    const sent = orders.map(async (orderId, n) => {
      const key = `send-${n}`
      await time.sleep(random.next() * withinMs)
      const begunMs = time.nowMs()
      const availability = await untilAnswered(time, () => send(client, orderId, key))
      answered.push({ availability, begunMs, endedMs: time.nowMs() })
    })
    await Promise.all([...sent, haunting])
    exchange.mend()
    while (!exchange.isAtRest()) await time.sleep(50)
    violations.push(...(await unlikeTold(exchange.client(memberOf('supplier')), productId)))
  }
  await time.run(live(), settledByMs).catch((error: unknown) => {
    violations.push(error instanceof Error ? error.message : String(error))
  })
  exchange.end()
  const longestMs = Math.max(0, ...answered.map(({ begunMs, endedMs }) => endedMs - begunMs))
  violations.push(...unfair(answered, isCalmNow(conditions) ? calmWithinMs : troubledWithinMs))
  const [handedOver, waitedInVain] = [exchange.turns?.handedOver() ?? 0, exchange.turns?.waitedInVain() ?? 0]
  // A turn is lost long before anybody stops waiting for it; of two that are lost in a row that is not so.
  if (conditions.blows.length <= 1 && waitedInVain > 0) violations.push(`${waitedInVain} waited for a turn in vain`)
  return { seed, conditions, looked: answered.length, violations, handedOver, longestMs }
}

/** Exactly as many have one as there were, nobody was sent away while there was one, and nobody waits for long. */
function unfair(answered: readonly Sold[], withinMs: number): readonly string[] {
  const served = answered.filter(({ availability }) => availability === 'all').length
  const late = answered.filter(({ begunMs, endedMs }) => endedMs - begunMs > withinMs)
  const tooSoon = toldNoneTooSoon(answered, unitsOfEach)
  return [
    ...(tooSoon === 0 ? [] : [`${tooSoon} buyers were told that there is none while there was one`]),
    ...(served === unitsOfEach
      ? []
      : [`${served} of ${answered.length} buyers have one, and there were ${unitsOfEach}`]),
    ...(late.length === 0 ? [] : [`${late.length} buyers waited for more than ${withinMs} ms`]),
  ]
}

/** The book says the same: all of it is reserved, and was so before anybody got nothing. */
async function unlikeTold(supplier: Client, productId: string): Promise<readonly string[]> {
  const { items } = (await supplier.listStock({ query: { productId } })).data
  const told = items.map(({ available, reserved }) => `${available} available, ${reserved} reserved`).join('; ')
  const over = await readPassedOver(supplier, productId)
  return [
    ...(told === `0 available, ${unitsOfEach} reserved` ? [] : [`the book has ${told}`]),
    ...(over === 0 ? [] : [`the ledger passes over ${over} buyers: a unit went to somebody later`]),
  ]
}

async function place(client: Client, productId: string, idempotencyKey: string): Promise<string> {
  const deliveryDate = new Date(beginsAtMs + 9 * 86_400_000).toISOString().slice(0, 10)
  const lines = [{ productId, quantity: 1, deliveryDate }]
  const body = { supplierId: organisationId('supplier'), lines, shipTo: { siteId: siteId('buyer') } }
  return (await client.placeOrder({ body, idempotencyKey })).data.id
}

async function send(client: Client, orderId: string, idempotencyKey: string): Promise<string> {
  const { data } = await client.sendOrder({ params: { orderId }, idempotencyKey })
  return data.lines[0]!.deliveries[0]!.availability ?? 'unsaid'
}

/** Asks under the same key until it is known what became of it; a refusal is an answer nobody expects. */
async function untilAnswered(time: VirtualTime, ask: () => Promise<string>): Promise<string> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isCertain = error instanceof ProblemError && error.status < 500
      const isLost = error instanceof TypeError || error instanceof DOMException || error instanceof ProblemError
      if (isCertain || !isLost) return error instanceof ProblemError ? (error.code ?? 'refused') : String(error)
      await time.sleep(askAgainMs)
    }
  }
}
const askAgainMs = 30
