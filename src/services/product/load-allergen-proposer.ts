/** Reads the table of allergen words once, when the first ingredients text asks for it. */
import { readFileSync } from 'node:fs'
import { allergenWords, type AllergenTable } from './allergen-words.ts'
import type { AllergenProposal } from './allergens.ts'
import { allergenProposer } from './propose-allergens.ts'

export type ProposeAllergens = (ingredients: string) => readonly AllergenProposal[]

const tableUrl = new URL('../../../reference/allergens.json', import.meta.url)

/** Throws where the table does not hold together: the program's own files are at fault then, no request. */
export function loadAllergenProposer(): ProposeAllergens {
  let propose: ProposeAllergens | undefined
  return (ingredients) => {
    propose ??= compile()
    return propose(ingredients)
  }
}

function compile(): ProposeAllergens {
  const words = allergenWords(JSON.parse(readFileSync(tableUrl, 'utf8')) as AllergenTable)
  if (!words.ok) throw new Error(`${tableUrl.pathname}: ${words.rejection.detail}`)
  return allergenProposer(words.value)
}
