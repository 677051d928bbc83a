/** The fourteen allergens that EU food law makes sellers declare, and what a declaration is worth. */

/**
 * Annex II of Regulation (EU) No 1169/2011; cereals and nuts are named one by one, as the law asks. `gluten` and
 * `nuts` alone mean: one of them, it is not said which.
 */
export const allergenCodes = [
  'gluten',
  'gluten/wheat',
  'gluten/rye',
  'gluten/barley',
  'gluten/oats',
  'gluten/spelt',
  'gluten/kamut',
  'crustaceans',
  'eggs',
  'fish',
  'peanuts',
  'soybeans',
  'milk',
  'nuts',
  'nuts/almond',
  'nuts/hazelnut',
  'nuts/walnut',
  'nuts/cashew',
  'nuts/pecan',
  'nuts/brazil',
  'nuts/pistachio',
  'nuts/macadamia',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
] as const
export type AllergenCode = (typeof allergenCodes)[number]

/** One of the fourteen. */
export type AllergenGroup = Exclude<AllergenCode, `${string}/${string}`>

export type AllergenStatus = 'contains' | 'may contain' | 'free' | 'undeclared'

/** What a person has confirmed of a product. What is not named is undeclared. */
export type AllergenDeclaration = { readonly [Code in AllergenCode]?: Exclude<AllergenStatus, 'undeclared'> }

/** What the ingredients text suggests; it counts for nothing until a person confirms it, and never says `free`. */
export type AllergenProposal = {
  readonly allergen: AllergenCode
  readonly status: 'contains' | 'may contain'
  /** The words of the text that say so, as they stand there. */
  readonly evidence: readonly string[]
}

const codes: ReadonlySet<string> = new Set(allergenCodes)

export const isAllergenCode = (text: string): text is AllergenCode => codes.has(text)

export const allergenGroupOf = (code: AllergenCode): AllergenGroup => code.split('/', 1)[0]! as AllergenGroup

/** A group and all that it names: `nuts` is itself and the eight nuts. */
export const membersOf = (group: AllergenGroup): readonly AllergenCode[] =>
  allergenCodes.filter((code) => allergenGroupOf(code) === group)

/**
 * What a declaration says of one allergen. A group contains what one of its members contains; it is free only where
 * itself, or each member by name, is declared free and nothing else is said. A member declared nothing itself is as
 * free as its group, and as suspect: where `nuts` may be contained without saying which, so may almonds.
 */
export const statusOf = (declaration: AllergenDeclaration, code: AllergenCode): AllergenStatus => {
  const own = declaration[code]
  const group = allergenGroupOf(code)
  if (code !== group) return own ?? declaration[group] ?? 'undeclared'
  const members = membersOf(group).filter((member) => member !== group)
  const said = [own, ...members.map((member) => declaration[member])]
  if (said.includes('contains')) return 'contains'
  if (said.includes('may contain')) return 'may contain'
  const allFree = members.length > 0 && members.every((member) => declaration[member] === 'free')
  return own === 'free' || allFree ? 'free' : 'undeclared'
}

/** Whether a buyer's request to exclude an allergen is met: only by a confirmed `free`. */
export const isFreeOf = (declaration: AllergenDeclaration, code: AllergenCode): boolean =>
  statusOf(declaration, code) === 'free'
