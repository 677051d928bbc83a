/** X1 to X4: what was committed is in the log, in order, nothing else is, and what is made of it agrees with it. */
import { judgeEach, type FinalFact, type Property, type Trade } from './trade-facts.ts'

const orderStream = 'order-'

/** By stream, its versions as the log has them. */
const streamsOf = (final: FinalFact | undefined): ReadonlyMap<string, readonly number[]> => {
  const streams = new Map<string, number[]>()
  for (const { stream, version } of final?.log ?? []) {
    const versions = streams.get(stream)
    if (versions) versions.push(version)
    else streams.set(stream, [version])
  }
  return streams
}

export const eventProperties: readonly Property[] = [
  { name: 'X1', says: 'what was acknowledged was committed, and what was committed is there', judge: judgeCommitted },
  {
    name: 'X2',
    says: 'the versions of a stream follow one another in the log',
    judge: ({ final }) =>
      judgeEach(streamsOf(final), ([stream, versions]) => {
        const wrong = versions.findIndex((version, n) => version !== n + 1)
        return wrong < 0 ? undefined : `${stream}: version ${versions[wrong]} stands where ${wrong + 1} should`
      }),
  },
  {
    name: 'X3',
    says: 'a delivery has one reservation, however often its order was told',
    judge: ({ final }) =>
      judgeEach(
        Map.groupBy(final?.reservations ?? [], ({ orderId, deliveryId }) => `${orderId} ${deliveryId}`),
        ([delivery, all]) => (all.length > 1 ? `${delivery} has ${all.map(({ id }) => id).join(' and ')}` : undefined),
      ),
  },
  {
    name: 'X4',
    says: 'lists, and what orders know of their stock, come to agree with their source',
    judge: ({ final }) => {
      const orders = new Map(final?.orders.map((order) => [order.id, order]))
      const listed = judgeEach(final?.listed ?? [], ({ id, status }) =>
        orders.get(id)?.status === status
          ? undefined
          : `${id} is listed as ${status} and is ${orders.get(id)?.status ?? 'unknown'}`,
      )
      const ids = new Set(final?.listed.map(({ id }) => id))
      const unlisted = judgeEach(orders.keys(), (id) => (ids.has(id) ? undefined : `${id} is in no list`))
      const known = judgeEach(final?.reservations ?? [], ({ id, orderId, productId, reserved }) => {
        const line = orders.get(orderId)?.lines.find((each) => each.productId === productId)
        return line?.reserved === undefined || line.reserved === reserved
          ? undefined
          : `${id} holds ${reserved}; ${orderId} believes ${line.reserved}`
      })
      const all = [listed, unlisted, known]
      return {
        looked: all.reduce((sum, { looked }) => sum + looked, 0),
        violations: all.flatMap(({ violations }) => violations),
      }
    },
  },
]

function judgeCommitted({ sightings, final }: Trade) {
  if (!final) return { looked: 0, violations: [] }
  const streams = streamsOf(final)
  const told = judgeEach(sightings, ({ order: { id, version } }) =>
    (streams.get(orderStream + id)?.length ?? 0) >= version
      ? undefined
      : `${id} version ${version} was told and is not in the log`,
  )
  const orders = new Map(final.orders.map(({ id, version }) => [id, version]))
  const committed = [...streams].filter(([stream]) => stream.startsWith(orderStream))
  const shown = judgeEach(committed, ([stream, versions]) => {
    const version = orders.get(stream.slice(orderStream.length))
    return version === versions.length
      ? undefined
      : `${stream} has ${versions.length} versions in the log; shown is ${version ?? 'none'}`
  })
  return { looked: told.looked + shown.looked, violations: [...told.violations, ...shown.violations] }
}
