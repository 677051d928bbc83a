/** What cannot be is refused with 422 and its field, by every route that takes such values; and nothing is written. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isGuarded, type Route } from '../src/gateway/route.ts'
import { asRead, type TestTrade } from '../src/services/order/open-test-trade.fixture.ts'
import { openEmptyMarket, stockMarket, type Ids } from './impossible/open-market.ts'
import { kindsIn } from './impossible/kinds-in.ts'
import { kinds, otherwise, refusals, type Refused } from './impossible/refusals.ts'

let market: TestTrade
let ids: Ids
let rows: readonly Refused[]
beforeAll(async () => {
  market = await openEmptyMarket()
  ids = await stockMarket(market)
  rows = refusals(ids)
})
afterAll(() => market.dispose())

const routeOf = (operation: string): Route => {
  const found = market.routes.find(({ operationId }) => operationId === operation)
  if (!found) throw new Error(`There is no operation "${operation}".`)
  return found
}

test.each(kinds)('it is refused by its field: %s', async (kind) => {
  const head = await market.store.head()
  for (const { operation, as, body, pointer, at } of rows.filter((row) => row.kind === kind)) {
    const route = routeOf(operation)
    const url = route.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => at?.[name] ?? ids[name] ?? name)
    const headers = isGuarded(route) ? await asRead(market, as, url) : {}
    const { status, body: problem } = await market.send(as, url, body, headers, route.method)
    const shown = `${operation} ${JSON.stringify(body).slice(0, 200)}: ${status} ${problem.detail}`
    expect.soft(status, shown).toBe(422)
    expect
      .soft(
        (problem.errors as { pointer: string }[] | undefined)?.map((error) => error.pointer),
        shown,
      )
      .toContain(pointer)
  }
  expect(await market.store.head()).toBe(head)
})

test('no route that takes such values is left out', () => {
  const tried = new Set(rows.map(({ operation, kind }) => `${operation} ${kind}`))
  const taken = market.routes
    .filter(({ method, body }) => method !== 'GET' && body !== undefined)
    .flatMap(({ operationId, body }) => [...kindsIn(body)].map((kind) => `${operationId} ${kind}`))
  expect(taken.length).toBeGreaterThan(60)
  expect(taken.filter((each) => !tried.has(each) && otherwise[each] === undefined)).toEqual([])
  expect(Object.keys(otherwise).filter((each) => tried.has(each) || !taken.includes(each))).toEqual([])
})
