/** O1 to O7: an order that was acknowledged is there, once, walks the path that orders walk, and its sum is right. */
import { checkRegister, type RegisterCall } from '../checker/linearizability.ts'
import {
  judgeEach,
  type Finding,
  type OrderFact,
  type OrderStatus,
  type Property,
  type Sighting,
  type Trade,
  type TradeCall,
} from './trade-facts.ts'

export const orderProperties: readonly Property[] = [
  {
    name: 'O1',
    says: 'every order that was acknowledged is there at the end',
    judge: (trade) => {
      const kept = new Set(trade.final?.orders.map(({ id }) => id))
      const placed = trade.sightings.map(({ order }) => order.id)
      const awarded = trade.done('award').flatMap(({ told }) => told.orderIds)
      return judgeEach(new Set([...placed, ...awarded]), (id) =>
        trade.final && !kept.has(id) ? `${id} was acknowledged and is gone` : undefined,
      )
    },
  },
  { name: 'O2', says: 'one order for one key, and one answer', judge: judgeKeys },
  {
    name: 'O3',
    says: 'an order walks a legal path, one version at a time',
    judge: (trade) => {
      const done = trade.done('command').filter(({ told }) => !told.replayed)
      const made = Map.groupBy(done, ({ told: { order } }) => `${order.id} version ${order.version}`)
      const paths = judgeEach(sightingsByOrder(trade).values(), illegalPath)
      const twice = judgeEach(made, ([version, all]) =>
        all.length > 1 ? `${version} was made by ${all.length} commands` : undefined,
      )
      return { looked: paths.looked, violations: [...paths.violations, ...twice.violations] }
    },
  },
  { name: 'O4', says: 'commands on one version of an order: one is done (linearizable)', judge: judgeVersions },
  {
    name: 'O5',
    says: 'the total is the sum of lines and charges, to the minor unit',
    judge: (trade) =>
      judgeEach([...trade.sightings.map(({ order }) => order), ...(trade.final?.orders ?? [])], wrongTotal),
  },
  {
    name: 'O6',
    says: 'who has seen or made a version sees no earlier one afterwards',
    judge: (trade) => judgeEach(sightingsByOrder(trade).values(), wentBack),
  },
  {
    name: 'O7',
    says: 'what was left unanswered is told by its key in the end',
    judge: (trade) => {
      const told = new Set(trade.done('place').map(({ asked }) => asked.key))
      const unanswered = trade.of('place').filter(({ outcome }) => outcome === 'info')
      return judgeEach(new Set(unanswered.map(({ asked }) => asked.key)), (key) =>
        told.has(key) ? undefined : `what became of the order of key ${key} was never told`,
      )
    },
  },
]

function judgeKeys(trade: Trade): Finding {
  const answers = Map.groupBy(trade.done('place'), ({ asked }) => asked.key)
  const placed = Map.groupBy(trade.final?.orders.filter(({ key }) => key !== undefined) ?? [], ({ key }) => key!)
  const keys = new Set([...answers.keys(), ...placed.keys()])
  return judgeEach(keys, (key) => {
    const orders = new Set(placed.get(key)?.map(({ id }) => id))
    const told = new Set(answers.get(key)?.map(({ told: { order } }) => JSON.stringify(order)))
    if (orders.size > 1) return `key ${key} made ${[...orders].join(' and ')}`
    return told.size > 1 ? `key ${key} was answered ${[...told].join(' and ')}` : undefined
  })
}

const sightingsByOrder = (trade: Trade): ReadonlyMap<string, readonly Sighting[]> => {
  const last = (trade.final?.orders ?? []).map((order) => ({ order, process: -1, begun: Infinity, ended: Infinity }))
  return Map.groupBy([...trade.sightings, ...last], ({ order }) => order.id)
}

const next: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  draft: ['pending-approval', 'approved', 'sent', 'cancelled'],
  'pending-approval': ['approved', 'rejected', 'cancelled'],
  approved: ['sent', 'cancelled'],
  sent: ['confirmed', 'declined', 'cancelled'],
  confirmed: ['closed', 'cancelled'],
  closed: ['confirmed'],
  rejected: ['draft', 'pending-approval'],
  declined: [],
  cancelled: [],
}

/** Whether one can come after another in at most so many versions: each of them is one step, or none. */
function canBecome(from: OrderStatus, to: OrderStatus, versions: number): boolean {
  let reached: ReadonlySet<OrderStatus> = new Set([from])
  for (let n = 0; n < versions && !reached.has(to); n += 1) {
    const further = [...reached].flatMap((status) => next[status])
    if (further.every((status) => reached.has(status))) return false
    reached = new Set([...reached, ...further])
  }
  return reached.has(to)
}

function illegalPath(sightings: readonly Sighting[]): string | undefined {
  const orders = sightings.map(({ order }) => order).toSorted((one, other) => one.version - other.version)
  for (const [n, order] of orders.entries()) {
    const before = orders[n - 1]
    if (!before) continue
    if (before.version === order.version && before.status !== order.status)
      return `${order.id} version ${order.version} is ${before.status} and ${order.status}`
    if (!canBecome(before.status, order.status, order.version - before.version))
      return `${order.id} was ${before.status} in version ${before.version} and ${order.status} in ${order.version}`
  }
  return undefined
}

/** Guarded commands are compare-and-sets from their version to the next; only orders that nothing else moves are judged so. */
function judgeVersions(trade: Trade): Finding {
  const guarded = Map.groupBy(
    trade.of('command').filter(({ asked }) => asked.ifVersion !== undefined),
    ({ asked }) => asked.orderId,
  )
  const unguarded = new Set(
    trade
      .of('command')
      .filter(({ asked }) => asked.ifVersion === undefined)
      .map(({ asked }) => asked.orderId),
  )
  const judged = [...guarded].filter(([orderId]) => !unguarded.has(orderId))
  return judgeEach(judged, ([orderId, commands]) => {
    const reads = trade.done('read-order').filter(({ asked }) => asked.orderId === orderId)
    const calls: RegisterCall[] = [
      ...reads.map(({ told, begun, ended }) => ({
        act: { f: 'read', value: `${told.version}` } as const,
        begun,
        ended,
      })),
      ...[...Map.groupBy(commands, ({ asked }) => asked.key).values()].flatMap(guardedCalls),
    ]
    const result = checkRegister(calls, '1')
    return result.verdict === 'linearizable' ? undefined : `${orderId}: ${result.says}`
  })
}

/**
 * What calls with one idempotency key are to the register: one compare-and-set, whichever of them brought it about. A
 * reply that is replayed only says that an earlier arrival of the key was the one, which may have been a hidden second
 * try of this very call; so it took effect after the first of them began and before the first that was told of it ended.
 */
function guardedCalls(sameKey: readonly TradeCall<'command'>[]): readonly RegisterCall[] {
  const refused = sameKey.filter(({ outcome, error }) => outcome === 'fail' && error === 'refused')
  const may = sameKey.filter(({ outcome }) => outcome !== 'fail')
  const from = `${sameKey[0]!.asked.ifVersion}`
  const to = `${sameKey[0]!.asked.ifVersion! + 1}`
  const [begun, ended] = [Math.min(...sameKey.map((c) => c.begun)), Math.min(...may.map((c) => c.ended))]
  return [
    ...refused.map((call) => ({ act: { f: 'cas-refused', from } as const, begun: call.begun, ended: call.ended })),
    ...(may.length > 0 ? [{ act: { f: 'cas', from, to } as const, begun, ended }] : []),
  ]
}

function wrongTotal({ id, version, total, lines, charges }: OrderFact): string | undefined {
  const sum = [...lines.map(({ net }) => net), ...charges].reduce((all, each) => all + each, 0)
  if (sum !== total) return `${id} version ${version}: ${total}, and its lines and charges are ${sum}`
  const line = lines.find(({ unitPrice, due, net }) => minorUnits(unitPrice, due) !== net)
  return line && `${id} version ${version}: ${line.due} × ${line.unitPrice} is not ${line.net}`
}

/** Quantity × price in hundredths, half up, in whole numbers. */
function minorUnits(unitPrice: string, quantity: number): number {
  const [whole = '0', places = ''] = unitPrice.split('.')
  const scale = 10n ** BigInt(places.length)
  const exact = BigInt(whole + places) * BigInt(quantity) * 100n
  return Number((2n * exact + scale) / (2n * scale))
}

/** Within one session, and whoever begins after somebody was told: reads are linearizable, so nobody goes back. */
function wentBack(sightings: readonly Sighting[]): string | undefined {
  const ended = sightings
    .filter((sighting) => sighting.ended < Infinity)
    .toSorted((one, other) => one.ended - other.ended)
  const begun = sightings
    .filter((sighting) => sighting.ended < Infinity)
    .toSorted((one, other) => one.begun - other.begun)
  let [known, n] = [0, 0]
  for (const { order, begun: at } of begun) {
    for (; n < ended.length && ended[n]!.ended < at; n += 1) known = Math.max(known, ended[n]!.order.version)
    if (order.version < known)
      return `${order.id}: version ${order.version} in line ${at}, after version ${known} was told`
  }
  return undefined
}
