/** What a buyer says of a product beside a note on its shelf: one code, in pencil, and the newest sheet that it has read. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { buyerItem, type BuyerItemCommand, type BuyerItemState } from './buyer-item.ts'

const of = { buyerId: 'org_b', productId: 'prd_1', supplierId: 'org_s' }
const by = fc.constantFrom('usr_ann', 'usr_bob')
const step = fc.oneof(
  fc.record({ do: fc.constant('code' as const), code: fc.constantFrom(null, '4711', '4712') }),
  fc.record({ do: fc.constant('acknowledge' as const), version: fc.integer({ min: 1, max: 6 }), by }),
  fc.record({ do: fc.constant('publish' as const) }),
)

test('whatever a buyer notes: its code is the last one, and what it has read is never less, nor what is not written yet', () => {
  let [read, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 15, size: 'max' }), (steps) => {
      let [state, sheets, code]: [BuyerItemState, number, string | null] = [buyerItem.initialState, 1, null]
      const readings: { readonly specVersion: number; readonly by: string; readonly at: string }[] = []
      for (const [minute, each] of steps.entries()) {
        const at = `2027-03-01T08:${String(minute).padStart(2, '0')}:00.000Z`
        if (each.do === 'publish') {
          sheets += 1
          continue
        }
        const command: BuyerItemCommand =
          each.do === 'code'
            ? { type: 'code', at, ...of, itemCode: each.code }
            : { type: 'acknowledge', at, ...of, by: each.by, specVersion: each.version, current: sheets }
        const decided = buyerItem.decide(command, state)
        const isUnwritten = each.do === 'acknowledge' && each.version > sheets
        expect(decided.ok, each.do).toBe(!isUnwritten)
        if (each.do === 'code') code = each.code
        const isNews = each.do === 'acknowledge' && readings.every(({ specVersion }) => specVersion < each.version)
        if (each.do === 'acknowledge' && !isUnwritten && isNews)
          readings.push({ specVersion: each.version, by: each.by, at })
        if (decided.ok) state = fold(buyerItem.evolve, state, decided.value)
        expect([state?.itemCode ?? null, state?.acknowledged]).toEqual([code, readings.at(-1)])
        if (state) expect(state).toMatchObject(of)
        read = Math.max(read, readings.length)
        refused += Number(isUnwritten)
      }
    }),
    { numRuns: 200 },
  )
  expect(Math.min(read, refused)).toBeGreaterThan(2)
})
