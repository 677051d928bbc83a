/** Finds the country that a supplier means: by code, or by its name in the languages of the reference table. */
import { parseCountry } from '../../../kernel/country.ts'
import type { CountryCode } from '../../../kernel/country.ts'
import { headerWords } from './header-words.ts'

/** The shape of reference/countries.json. */
export type CountryTable = {
  readonly countries: readonly {
    readonly code: string
    readonly names: { readonly [language: string]: string }
    readonly also?: readonly string[]
  }[]
}

/**
 * `IT`, `it`, `en:it`, `Italy`, `Italia`, `Made in Italy`, `Udine, Italia` are Italy. Two different countries in one text are none: an
 * origin is one.
 */
export const countryIndex = (table: CountryTable): ((text: string) => CountryCode | undefined) => {
  const byName = new Map<string, CountryCode>()
  for (const { code, names, also } of table.countries) {
    const country = parseCountry(code)
    if (!country.ok) continue
    for (const name of [...Object.values(names), ...(also ?? [])]) byName.set(headerWords(name), country.value)
  }
  const one = (text: string): CountryCode | undefined => {
    const plain = text.trim().replace(/^[a-z]{2}:/, '')
    const code = parseCountry(plain.toUpperCase())
    if (code.ok) return code.value
    return byName.get(
      headerWords(plain.toLowerCase()).replace(/^(?:made in|product of|produce of|origine|origin) /, ''),
    )
  }
  return (text) => {
    const whole = one(text)
    if (whole !== undefined) return whole
    const found = new Set(text.split(/[,;/]/).flatMap((part) => one(part) ?? []))
    return found.size === 1 ? found.values().next().value : undefined
  }
}
