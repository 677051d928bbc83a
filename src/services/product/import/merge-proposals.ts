/** Joins what the ingredients suggest with what the supplier's allergen columns say, into one list of proposals. */
import { allergenCodes } from '../allergens/allergens.ts'
import type { AllergenProposal } from '../allergens/allergens.ts'
import type { RowReading } from './row-reading.ts'

const TEXT_LENGTH_MAX = 20_000

/** `contains` outweighs `may contain`, whoever says it; all of it waits for a person to confirm. */
export const mergedProposals = (reading: RowReading, ingredients: string | undefined): readonly AllergenProposal[] => {
  const { propose } = reading.needs
  const declared = reading.text('allergens', TEXT_LENGTH_MAX)
  const traces = reading.text('traces', TEXT_LENGTH_MAX)
  const fromIngredients = ingredients === undefined ? [] : propose(ingredients)
  if (declared === undefined && traces === undefined) return fromIngredients
  const all = [
    ...fromIngredients,
    ...(declared === undefined ? [] : propose(declared)),
    ...(traces === undefined ? [] : propose(traces).map((p) => ({ ...p, status: 'may contain' as const }))),
  ]
  return allergenCodes.flatMap((allergen) => {
    const own = all.filter((proposal) => proposal.allergen === allergen)
    const certain = own.filter(({ status }) => status === 'contains')
    const kept = certain.length > 0 ? certain : own
    const first = kept[0]
    if (first === undefined) return []
    return [{ ...first, evidence: [...new Set(kept.flatMap(({ evidence }) => evidence))].slice(0, 5) }]
  })
}
