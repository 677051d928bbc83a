import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { allergenCodes, type AllergenCode } from '../allergens/allergens.ts'
import type { ProductDetails, Visibility } from './product-details.ts'
import { product, type KnownProduct, type Product, type ProductCommand, type ProductEvent } from './product.ts'

const at = '2026-08-01T09:00:00.000Z'
const open: Visibility = { kind: 'public' }
const details: ProductDetails = { name: { en: 'Gouda' }, ingredients: 'Milk', dateMark: 'best-before', soldBy: 'piece' }
const draft: ProductCommand = {
  type: 'draft',
  at,
  supplierId: 'org_s',
  sku: 'G-1',
  details,
  visibility: open,
  proposals: [{ allergen: 'milk', status: 'contains', evidence: ['Milk'] }],
}
const describe = (more: Partial<ProductDetails>, visibility: Visibility = open): ProductCommand => ({
  type: 'describe',
  at,
  details: { ...details, ...more },
  visibility,
  proposals: [],
})
const publish: ProductCommand = { type: 'publish', at }
const confirm = (
  allergen: AllergenCode,
  status: 'contains' | 'may contain' | 'free' | 'undeclared',
): ProductCommand => ({
  type: 'confirm-allergens',
  at,
  by: 'usr_1',
  confirmations: [{ allergen, status }],
})

/** The state after commands that are all accepted. */
const after = (...commands: ProductCommand[]): KnownProduct => {
  const state = commands.reduce<Product>((before, command) => {
    const decided = product.decide(command, before)
    if (!decided.ok) throw new Error(decided.rejection.detail)
    return fold(product.evolve, before, decided.value)
  }, product.initialState)
  if (state.status === 'absent') throw new Error('absent')
  return state
}
const refusal = (state: Product, command: ProductCommand): string | undefined => {
  const decided = product.decide(command, state)
  return decided.ok ? undefined : decided.rejection.code
}

test('a draft changes without a new version, a published product never does', () => {
  expect(after(draft, describe({ brand: 'A' }), describe({ brand: 'B' })).specVersion).toBe(1)
  expect(after(draft, publish, describe({ brand: 'A' })).specVersion).toBe(2)
  expect(after(draft, publish, confirm('milk', 'contains')).specVersion).toBe(2)
  expect(product.decide(describe({}), after(draft, publish))).toEqual({ ok: true, value: [] })
})

test('states go forward only', () => {
  const published = after(draft, publish)
  const gone = after(draft, publish, { type: 'discontinue', at, reason: 'r' })
  expect(refusal(published, publish)).toBe('product/already-published')
  for (const command of [publish, describe({ brand: 'X' }), confirm('milk', 'free')])
    expect(refusal(gone, command)).toBe('product/discontinued')
  expect(refusal(published, draft)).toBe('product/already-drafted')
  expect(refusal(product.initialState, publish)).toBe('product/unknown')
})

test('a new recipe takes back every `free`, keeps every `contains`, and brings proposals', () => {
  const confirmed = after(draft, confirm('milk', 'contains'), confirm('fish', 'free'))
  expect(confirmed).toMatchObject({ allergens: { milk: 'contains', fish: 'free' }, allergenProposals: [] })
  const changed = after(draft, confirm('milk', 'contains'), confirm('fish', 'free'), {
    ...describe({ ingredients: 'Milk, eggs' }),
    proposals: [
      { allergen: 'eggs', status: 'contains', evidence: ['eggs'] },
      { allergen: 'milk', status: 'contains', evidence: ['Milk'] },
    ],
  } as ProductCommand)
  expect(changed.allergens).toEqual({ milk: 'contains' })
  expect(changed.allergenProposals.map(({ allergen }) => allergen)).toEqual(['eggs'])
})

test('who sees a published product is fixed', () => {
  const label: Visibility = { kind: 'private-label', brandOwnerId: 'org_b' }
  expect(after(draft, describe({}, label)).visibility).toEqual(label)
  expect(refusal(after(draft, publish), describe({}, label))).toBe('product/visibility-fixed')
})

test('what cannot be true is refused by its field', () => {
  const code = (more: Partial<ProductDetails>) => refusal(after(draft), describe(more))
  expect(code({ name: { en: ' ' } })).toBe('product/name-missing')
  expect(code({ countryOfOrigin: 'XX' })).toBe('country/unknown')
  expect(code({ hsCode: '04069' })).toBe('product/hs-code')
  expect(code({ storageTemperature: { minCelsius: 5, maxCelsius: 2 } })).toBe('product/temperature-range')
  expect(code({ nutrition: { fat: 101 } })).toBe('product/nutrition')
  expect(code({ unit: { netWeightGrams: 10, grossWeightGrams: 9 } })).toBe('product/weights')
  expect(code({ drained: true })).toBe('product/drained')
  expect(code({ gtins: { case: '4006381333931' } })).toBe('product/gtin-level')
  expect(code({ packaging: [{ level: 'case', contains: 0, of: 'base' }] })).toBe('packaging/bad-count')
})

test('whatever is decided, replaying the events gives the same state, and versions never fall', () => {
  const command = fc.oneof(
    fc.record({ brand: fc.constantFrom('A', 'B'), ingredients: fc.constantFrom('Milk', 'Eggs') }).map(describe_),
    fc.constant(publish),
    fc.tuple(fc.constantFrom(...allergenCodes), fc.constantFrom('contains', 'free', 'undeclared')).map(confirm_),
    fc.constant<ProductCommand>({ type: 'discontinue', at, reason: 'r' }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
      const events: ProductEvent[] = []
      let state: Product = product.initialState
      for (const next of [draft, ...commands]) {
        const decided = product.decide(next, state)
        if (!decided.ok) continue
        const before = state.status === 'absent' ? 0 : state.specVersion
        events.push(...decided.value)
        state = fold(product.evolve, state, decided.value)
        if ((state as KnownProduct).specVersion < before) return false
      }
      const again = fold(product.evolve, product.initialState, JSON.parse(JSON.stringify(events)) as ProductEvent[])
      expect(again).toEqual(state)
      return true
    }),
  )
})

const describe_ = (more: { brand: string; ingredients: string }): ProductCommand => describe(more)
const confirm_ = ([allergen, status]: [AllergenCode, string]): ProductCommand => confirm(allergen, status as 'free')
