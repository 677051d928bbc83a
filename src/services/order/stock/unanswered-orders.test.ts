import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LocalDate } from '../../../kernel/time.ts'
import { releaseReservation, reserveStock } from '../../inventory/contract.ts'
import { openTestTrade, placed, supplier } from '../open-test-trade.fixture.ts'
import { mayHold } from './unanswered-orders.ts'

test('a share is of what is available with what is held already, rounded up', () => {
  expect(mayHold(100, { available: 100, heldUnanswered: 0 }, 80)).toBe(80)
  expect(mayHold(30, { available: 100, heldUnanswered: 0 }, 80)).toBe(30)
  expect(mayHold(30, { available: 40, heldUnanswered: 60 }, 80)).toBe(20)
  expect(mayHold(1, { available: 1, heldUnanswered: 0 }, 80)).toBe(1)
  expect(mayHold(1, { available: 20, heldUnanswered: 90 }, 80)).toBe(0)
  expect(mayHold(7, { available: 0, heldUnanswered: 0 }, 80)).toBe(0)
})

const amount = fc.integer({ min: 0, max: 1_000_000_000_000 })

test('however often a buyer asks, its share is not exceeded by a unit, and a whole share is all there is', () => {
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 8 }),
      amount,
      fc.integer({ min: 1, max: 100 }),
      (asked, stock, percent) => {
        let heldUnanswered = 0
        for (const wanted of asked) {
          const more = mayHold(wanted, { available: stock - heldUnanswered, heldUnanswered }, percent)
          expect(more).toBeGreaterThanOrEqual(0)
          heldUnanswered += Math.min(more, stock - heldUnanswered)
        }
        expect(heldUnanswered).toBeLessThanOrEqual(Math.ceil((stock * percent) / 100))
        if (percent === 100) expect(mayHold(stock, { available: stock, heldUnanswered: 0 }, percent)).toBe(stock)
      },
    ),
  )
})

test('an order whose time for an answer is over gives way to whoever needs its stock, before anything is swept up', async () => {
  const own = await openTestTrade()
  try {
    const hourAt = (hour: number) => new Date(Date.parse('2027-03-01T08:00:00.000Z') + hour * 3_600_000).toISOString()
    const lotOf = async () => {
      const productId = await own.product()
      await own.lot(productId, { quantity: 100, markedOn: '2027-06-01' })
      return productId
    }
    const send = async (productId: string) => {
      const { id } = await placed(own, productId)
      await own.done('buyer', `/v1/orders/${id}/send`, {})
      return `/v1/orders/${id}`
    }
    const [silent, confirmed, talked, again] = [await lotOf(), await lotOf(), await lotOf(), await lotOf()]
    await send(silent)
    const [first, second, third] = [await send(confirmed), await send(talked), await send(again)]
    own.at = hourAt(40)
    await own.done('supplier', `${first}/confirm`, {})
    await own.done('supplier', `${second}/confirm`, { deliveries: [{ deliveryId: '1.1', quantity: 90 }] })
    // Given up and asked for anew, it is held until the first one's time is over, and not from now on again.
    await own.done('buyer', `${third}/cancel`, { reason: 'Not yet.' })
    const resent = await send(again)
    const another = (productId: string) =>
      own.within(async (unit) => {
        const book = { ownerId: supplier, productId, reservationId: unit.newId('rsv') }
        const whose = { orderId: 'ord_2', deliveryId: '1.1', buyerId: 'org_2' }
        const terms = { arrival: '2027-03-10' as LocalDate, minimumRemainingLifeDays: 0, allowPastBestBefore: false }
        const { reserved } = await reserveStock(unit, { ...book, quantity: 60, for: whose, ...terms })
        await releaseReservation(unit, book)
        return reserved
      })
    own.at = hourAt(47)
    for (const productId of [silent, confirmed, talked, again]) expect(await another(productId)).toBe(0)
    own.at = hourAt(48)
    expect(await another(silent)).toBe(60)
    expect(await another(again)).toBe(60)
    for (const productId of [confirmed, talked]) expect(await another(productId)).toBe(0)
    // A refusal asks the supplier anew; a confirmation takes what there is by then, for good.
    own.at = hourAt(80)
    await own.done('buyer', `${second}/refuse-deviation`, { reason: 'All or nothing.' })
    own.at = hourAt(127)
    expect(await another(talked)).toBe(0)
    expect(await own.done('supplier', `${resent}/confirm`, {})).toMatchObject({
      lines: [{ deliveries: [{ reserved: 100, short: 0 }] }],
    })
    own.at = hourAt(128)
    expect(await another(talked)).toBe(60)
  } finally {
    await own.dispose()
  }
})
