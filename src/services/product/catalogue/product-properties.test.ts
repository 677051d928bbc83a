/** A product beside a binder: a pencilled sheet until it is published, then one sheet in ink on top of the other. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import type { AllergenCode, AllergenDeclaration, AllergenProposal, AllergenStatus } from '../allergens/allergens.ts'
import type { Visibility } from './product-details.ts'
import { product, type Product, type ProductCommand, type ProductStatus } from './product.ts'

const allergens = ['milk', 'eggs', 'fish'] as const satisfies readonly AllergenCode[]
type Allergen = (typeof allergens)[number]
type Answer = { readonly allergen: Allergen; readonly status: AllergenStatus }
type Said = {
  readonly name: string
  readonly recipe: string
  readonly brand: string
  readonly seenBy: 'all' | 'brand'
  readonly hints: readonly Allergen[]
}
type Step =
  | ({ readonly do: 'draft' | 'describe' } & Said)
  | { readonly do: 'confirm'; readonly answers: readonly Answer[] }
  | { readonly do: 'publish' | 'discontinue' }

const said = {
  name: fc.constantFrom('Gouda', 'Gouda', 'Gouda', 'Gouda', ' '),
  recipe: fc.constantFrom('Milk', 'Milk', 'Milk, eggs'),
  brand: fc.constantFrom('A', 'A', 'B'),
  seenBy: fc.constantFrom('all' as const, 'all' as const, 'all' as const, 'brand' as const),
  hints: fc.subarray([...allergens]),
}
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('draft' as const), ...said }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('describe' as const), ...said }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      answers: fc.array(
        fc.record({
          allergen: fc.constantFrom(...allergens),
          status: fc.constantFrom<AllergenStatus>('contains', 'may contain', 'free', 'free', 'undeclared'),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'publish' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('publish' as const, 'discontinue' as const) }) },
)

type Sheet = {
  readonly recipe: string
  readonly brand: string
  readonly confirmed: readonly Answer[]
  readonly at: string
}
const textOf = ({ recipe, brand, confirmed }: Sheet): string => JSON.stringify([recipe, brand, confirmed])

class Binder {
  readonly sheets: Sheet[] = []
  /** What a reader of the recipe noted in the margin, and nobody has answered. */
  margin: readonly Allergen[] = []
  seenBy: Said['seenBy'] = 'all'
  isInk = false
  isShut = false

  /** Does it, or says that it cannot be done and leaves everything as it was. */
  run(each: Step, at: string): boolean {
    const top = this.sheets.at(-1)
    if (each.do === 'draft') {
      if (top || each.name.trim() === '') return false
      this.sheets.push({ recipe: each.recipe, brand: each.brand, confirmed: [], at })
      this.margin = each.hints
      this.seenBy = each.seenBy
      return true
    }
    if (!top || this.isShut) return false
    switch (each.do) {
      case 'publish':
        if (this.isInk) return false
        this.isInk = true
        this.sheets[0] = { ...top, at }
        return true
      case 'discontinue':
        return (this.isShut = true)
      case 'describe': {
        if (each.name.trim() === '' || (this.isInk && each.seenBy !== this.seenBy)) return false
        const isOther = each.recipe !== top.recipe
        const confirmed = isOther ? top.confirmed.filter(({ status }) => status !== 'free') : top.confirmed
        if (isOther) this.margin = each.hints.filter((hint) => confirmed.every(({ allergen }) => allergen !== hint))
        const isSeenByOthers = each.seenBy !== this.seenBy
        this.seenBy = each.seenBy
        this.write({ recipe: each.recipe, brand: each.brand, confirmed, at }, isSeenByOthers)
        return true
      }
      case 'confirm': {
        const named = each.answers.map(({ allergen }) => allergen)
        if (new Set(named).size < named.length) return false
        const others = top.confirmed.filter(({ allergen }) => !named.includes(allergen))
        const given = each.answers.filter(({ status }) => status !== 'undeclared')
        const margin = this.margin.filter((hint) => !named.includes(hint))
        const isAnswer = margin.length < this.margin.length
        this.margin = margin
        this.write({ ...top, confirmed: inOrder([...others, ...given]), at }, isAnswer)
        return true
      }
    }
  }

  /** In pencil the sheet is written anew, in ink another is laid upon it; what says the same is nothing new. */
  private write(sheet: Sheet, isNews: boolean): void {
    const isSame = textOf(sheet) === textOf(this.sheets.at(-1)!)
    if (this.isInk && !isSame) this.sheets.push(sheet)
    if (!this.isInk && (!isSame || isNews)) this.sheets[0] = sheet
  }

  status = (): ProductStatus => (this.isShut ? 'discontinued' : this.isInk ? 'published' : 'draft')
}

const inOrder = (answers: readonly Answer[]): readonly Answer[] =>
  answers.toSorted((a, b) => (a.allergen < b.allergen ? -1 : 1))

const visibilityOf = (seenBy: Said['seenBy']): Visibility =>
  seenBy === 'all' ? { kind: 'public' } : { kind: 'private-label', brandOwnerId: 'org_b' }
const hint = (allergen: Allergen): AllergenProposal => ({ allergen, status: 'contains', evidence: [allergen] })

function commandOf(each: Step, at: string): ProductCommand {
  switch (each.do) {
    case 'draft':
    case 'describe': {
      const { name, recipe: ingredients, brand } = each
      const details = { name: { en: name }, ingredients, brand, dateMark: 'best-before', soldBy: 'piece' } as const
      const described = { at, details, visibility: visibilityOf(each.seenBy), proposals: each.hints.map(hint) }
      return each.do === 'describe'
        ? { type: 'describe', ...described }
        : { type: 'draft', supplierId: 'org_s', sku: 'G-1', ...described }
    }
    case 'confirm':
      return { type: 'confirm-allergens', at, by: 'usr_1', confirmations: each.answers }
    case 'publish':
      return { type: 'publish', at }
    case 'discontinue':
      return { type: 'discontinue', at, reason: 'Not made any more.' }
  }
}

const confirmedOf = (declared: AllergenDeclaration): readonly Answer[] =>
  inOrder(allergens.flatMap((allergen) => (declared[allergen] ? [{ allergen, status: declared[allergen] }] : [])))

/** What both show of it. */
function shownOf(state: Product): unknown {
  if (state.status === 'absent') return undefined
  const { status, specVersion, visibility, details, specifiedAt: at } = state
  const { ingredients: recipe = '', brand = '' } = details
  const top = { recipe, brand, confirmed: confirmedOf(state.allergens), at }
  return { status, specVersion, visibility, top, margin: state.allergenProposals.map(({ allergen }) => allergen) }
}
const shownOfBinder = (binder: Binder): unknown =>
  binder.sheets.length === 0
    ? undefined
    : {
        status: binder.status(),
        specVersion: binder.sheets.length,
        visibility: visibilityOf(binder.seenBy),
        top: binder.sheets.at(-1),
        margin: binder.margin,
      }

test('whatever its supplier writes when: what buyers have seen stays as it was, and each change lies upon it', () => {
  let thickest = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 20, size: 'max' }), (steps) => {
      const binder = new Binder()
      let state: Product = product.initialState
      const seen = new Map<number, string>()
      for (const [minute, each] of steps.entries()) {
        const at = `2027-03-01T08:${String(minute).padStart(2, '0')}:00.000Z`
        const decided = product.decide(commandOf(each, at), state)
        expect(decided.ok, each.do).toBe(binder.run(each, at))
        if (decided.ok) state = fold(product.evolve, state, decided.value)
        expect(shownOf(state)).toEqual(shownOfBinder(binder))
        if (state.status !== 'published') continue
        const text = JSON.stringify([state.details, state.allergens, state.specifiedAt])
        expect(seen.get(state.specVersion) ?? text).toBe(text)
        seen.set(state.specVersion, text)
      }
      thickest = Math.max(thickest, binder.sheets.length)
    }),
    { numRuns: 250 },
  )
  expect(thickest).toBeGreaterThan(4)
})
