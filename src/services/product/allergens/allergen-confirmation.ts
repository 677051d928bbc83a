/** How confirmed allergens and proposals change: only a person declares, and a new recipe takes back every `free`. */
import { invalidField } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import {
  allergenCodes,
  type AllergenCode,
  type AllergenDeclaration,
  type AllergenProposal,
  type AllergenStatus,
} from './allergens.ts'

/** What a person says of one allergen; `undeclared` takes a declaration back. */
export type AllergenConfirmation = { readonly allergen: AllergenCode; readonly status: AllergenStatus }

type Declared = { [Code in AllergenCode]?: Exclude<AllergenStatus, 'undeclared'> }

/** The declaration after a person spoke. Refuses an allergen named twice. */
export function confirm(
  declared: AllergenDeclaration,
  confirmations: readonly AllergenConfirmation[],
): Result<AllergenDeclaration> {
  const next: Declared = { ...declared }
  const seen = new Set<AllergenCode>()
  for (const [index, { allergen, status }] of confirmations.entries()) {
    if (seen.has(allergen))
      return reject(
        invalidField('product/allergen-named-twice', `/allergens/${index}/allergen`, `${allergen} is named twice.`),
      )
    seen.add(allergen)
    if (status === 'undeclared') delete next[allergen]
    else next[allergen] = status
  }
  return accept(inOrder(next))
}

/** What still holds when the ingredients changed: nobody has said that the new recipe is free of anything. */
export const withdrawFree = (declared: AllergenDeclaration): AllergenDeclaration => {
  const next: Declared = {}
  for (const code of allergenCodes) {
    const status = declared[code]
    if (status !== undefined && status !== 'free') next[code] = status
  }
  return next
}

/** The proposals that nobody has answered yet. */
export const openProposals = (
  proposals: readonly AllergenProposal[],
  declared: AllergenDeclaration,
): readonly AllergenProposal[] => proposals.filter(({ allergen }) => declared[allergen] === undefined)

const inOrder = (declared: Declared): AllergenDeclaration => {
  const next: Declared = {}
  for (const code of allergenCodes) if (declared[code] !== undefined) next[code] = declared[code]
  return next
}
