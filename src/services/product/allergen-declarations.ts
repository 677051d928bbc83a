/** What a product says of the fourteen allergens of EU 1169/2011: nothing is free of anything until a person says so. */
import { invalidField, type Rejection } from '../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../kernel/result.ts'

/** Annex II of Regulation (EU) No 1169/2011, in its order. */
export const allergens = [
  'gluten',
  'crustaceans',
  'eggs',
  'fish',
  'peanuts',
  'soybeans',
  'milk',
  'nuts',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
] as const
export type Allergen = (typeof allergens)[number]

export type AllergenLevel = 'contains' | 'may-contain' | 'free'

/** Annex II wants the cereal and the nut by name. */
export const allergenKinds = {
  gluten: ['wheat', 'rye', 'barley', 'oats', 'spelt', 'kamut'],
  nuts: ['almonds', 'hazelnuts', 'walnuts', 'cashews', 'pecans', 'brazil-nuts', 'pistachios', 'macadamias'],
} as const satisfies Partial<Record<Allergen, readonly string[]>>

export type Declared = {
  readonly level: AllergenLevel
  /** `proposed`: extracted from the ingredients; `confirmed`: a person of the supplier says so. */
  readonly basis: 'proposed' | 'confirmed'
  /** Which cereal or nut. */
  readonly kinds?: readonly string[]
}

/** An allergen that is not here is undeclared. */
export type AllergenDeclarations = Readonly<Partial<Record<Allergen, Declared>>>

/** What the ingredients text suggests; never that something is free of anything. */
export type AllergenProposal = {
  readonly allergen: Allergen
  readonly level: 'contains' | 'may-contain'
  readonly kinds?: readonly string[]
}

/** What a person confirms; `undeclared` takes a declaration back. */
export type AllergenConfirmation = {
  readonly allergen: Allergen
  readonly level: AllergenLevel | 'undeclared'
  readonly kinds?: readonly string[]
}

const strength = { 'may-contain': 1, contains: 2 } as const

/** Proposals beside what is confirmed: a confirmed declaration stands, a stronger proposal replaces a weaker one. */
export function propose(declared: AllergenDeclarations, proposals: readonly AllergenProposal[]): AllergenDeclarations {
  const next: Partial<Record<Allergen, Declared>> = { ...declared }
  for (const { allergen, level, kinds } of proposals) {
    const known = next[allergen]
    if (known?.basis === 'confirmed') continue
    const level_ = known && known.level !== 'free' && strength[known.level] > strength[level] ? known.level : level
    const all = [...new Set([...(known?.kinds ?? []), ...(kinds ?? [])])]
    next[allergen] = { level: level_, basis: 'proposed', ...(all.length > 0 && { kinds: all }) }
  }
  return next
}

/**
 * After the ingredients changed: what a person had said of the old recipe is only a proposal for the new one, and
 * `free` is not even that.
 */
export function withdrawConfirmations(declared: AllergenDeclarations): AllergenDeclarations {
  const next: Partial<Record<Allergen, Declared>> = {}
  for (const allergen of allergens) {
    const known = declared[allergen]
    if (known && known.level !== 'free') next[allergen] = { ...known, basis: 'proposed' }
  }
  return next
}

export function confirm(
  declared: AllergenDeclarations,
  confirmations: readonly AllergenConfirmation[],
): AllergenDeclarations {
  const next: Partial<Record<Allergen, Declared>> = { ...declared }
  for (const { allergen, level, kinds } of confirmations) {
    if (level === 'undeclared') delete next[allergen]
    else next[allergen] = { level, basis: 'confirmed', ...(kinds && kinds.length > 0 && { kinds: [...kinds] }) }
  }
  return next
}

/** Refuses an allergen named twice, and a cereal or nut that is none. */
export function checkConfirmations(
  confirmations: readonly AllergenConfirmation[],
): Result<readonly AllergenConfirmation[]> {
  const seen = new Set<Allergen>()
  for (const [index, { allergen, kinds }] of confirmations.entries()) {
    if (seen.has(allergen)) return reject(namedTwice(index, allergen))
    seen.add(allergen)
    const known: readonly string[] = allergen === 'gluten' || allergen === 'nuts' ? allergenKinds[allergen] : []
    const strange = (kinds ?? []).find((kind) => !known.includes(kind))
    if (strange !== undefined) return reject(unknownKind(index, allergen, strange, known))
  }
  return accept(confirmations)
}

/** The allergens that a person has confirmed the product to be free of. */
export const confirmedFree = (declared: AllergenDeclarations): Allergen[] =>
  allergens.filter((allergen) => {
    const known = declared[allergen]
    return known?.level === 'free' && known.basis === 'confirmed'
  })

const namedTwice = (index: number, allergen: Allergen): Rejection =>
  invalidField('product/allergen-named-twice', `/allergens/${index}/allergen`, `${allergen} is named twice.`)

const unknownKind = (index: number, allergen: Allergen, kind: string, known: readonly string[]): Rejection =>
  invalidField(
    'product/unknown-allergen-kind',
    `/allergens/${index}/kinds`,
    `"${kind}" is no kind of ${allergen}; ${known.length > 0 ? `kinds are ${known.join(', ')}` : 'it has no kinds'}.`,
  )
