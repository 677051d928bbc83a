/** What is sold in the demo market: some four hundred products, made of families by their variants and sizes. */
import { readFileSync } from 'node:fs'
import type { Input } from '../../sdk/v2.ts'
import { demoCompanies, demoGtin, type DemoCompany } from './demo-companies.ts'
import type { Chance } from './seeded-chance.ts'

type Draft = Input<'draftProduct'>['body']
type Allergen = Input<'confirmAllergens'>['body']['allergens'][number]

type Family = {
  /** The company's key. */
  readonly supplier: string
  readonly category: string
  /** In English and in the supplier's language; so are the variants. */
  readonly name: readonly [string, string]
  readonly variants: readonly (readonly [string, string])[]
  /** Grams of a piece. */
  readonly sizes: readonly number[]
  readonly perCase: number
  readonly casesPerPallet: number
  readonly centsPerKilo: number
  readonly shelfLifeDays: number
  readonly dateMark: 'use-by' | 'best-before' | 'none'
  readonly soldBy: 'piece' | 'catch-weight'
  readonly ingredients: string
  readonly contains: readonly Allergen['allergen'][]
  readonly free: readonly Allergen['allergen'][]
  readonly hsCode: string
  readonly celsius?: readonly [number, number]
}

export type DemoProduct = {
  readonly supplier: string
  readonly draft: Draft
  readonly allergens: readonly Allergen[]
  /** A piece, or a kilogram of what is sold by weight: hundredths of a cent of a euro. */
  readonly price: number
  readonly perCase: number
  readonly lots: readonly {
    readonly code: string
    readonly cases: number
    /** Days before today. */
    readonly age: number
    readonly grams?: number
  }[]
}

/** The same products for the same chance. */
export function demoProducts(chance: Chance): readonly DemoProduct[] {
  const { families } = JSON.parse(readFileSync(new URL('./families.json', import.meta.url), 'utf8')) as {
    families: readonly Family[]
  }
  const counts = new Map<string, number>()
  return families.flatMap((family) =>
    family.variants.flatMap((variant) =>
      family.sizes.map((grams) => {
        const item = (counts.get(family.supplier) ?? 0) + 1
        counts.set(family.supplier, item)
        return productOf({ family, variant, grams, item }, chance)
      }),
    ),
  )
}

type Made = {
  readonly family: Family
  readonly variant: readonly [string, string]
  readonly grams: number
  readonly item: number
}

function productOf({ family, variant, grams, item }: Made, chance: Chance): DemoProduct {
  const index = demoCompanies.findIndex(({ key }) => key === family.supplier)
  const company = demoCompanies[index]
  if (!company) throw new Error(`families.json names the company "${family.supplier}", which there is not.`)
  const byWeight = family.soldBy === 'catch-weight'
  // Small packs cost more by the kilogram; no two suppliers round alike.
  const perKilo = family.centsPerKilo * (1 + 60 / (grams + 200)) * (0.94 + chance.next() * 0.12)
  const { perCase } = family
  const lots = Array.from({ length: chance.integer(1, 2) }, (_none, n) => {
    const cases = chance.integer(4, 20) * Math.max(1, Math.round(family.casesPerPallet / 2))
    const age = 1 + Math.floor(chance.next() * Math.min(family.shelfLifeDays, 200) * 0.3)
    const weight = byWeight ? { grams: Math.round(cases * perCase * grams * (0.97 + chance.next() * 0.06)) } : {}
    return { code: `${company.country}${String(item).padStart(3, '0')}-${n + 1}`, cases, age, ...weight }
  })
  return {
    supplier: family.supplier,
    draft: draftOf({ family, variant, grams, item }, company, index + 1),
    allergens: [
      ...family.contains.map((allergen) => ({ allergen, status: 'contains' as const })),
      ...family.free.map((allergen) => ({ allergen, status: 'free' as const })),
    ],
    price: Math.round(byWeight ? perKilo * 100 : (perKilo * grams) / 10),
    perCase,
    lots,
  }
}

function draftOf({ family, variant, grams, item }: Made, company: DemoCompany, number: number): Draft {
  const byWeight = family.soldBy === 'catch-weight'
  const size = byWeight ? `ca. ${grams / 1_000} kg` : grams >= 1_000 ? `${grams / 1_000} kg` : `${grams} g`
  const { perCase, casesPerPallet, celsius, dateMark } = family
  const caseGrams = perCase * grams
  return {
    sku: `${company.key.slice(0, 3).toUpperCase()}-${String(item).padStart(3, '0')}`,
    name: {
      en: `${variant[0]} ${family.name[0]}, ${size}`,
      [company.language]: `${family.name[1]} ${variant[1]}, ${size}`,
    },
    brand: company.legalName
      .split(' ')
      .slice(1, 3)
      .join(' ')
      .replace(/ (eG|B\.V\.|AS)$/, ''),
    category: family.category,
    countryOfOrigin: company.country,
    hsCode: family.hsCode,
    ingredients: family.ingredients,
    shelfLifeDays: family.shelfLifeDays,
    dateMark,
    soldBy: family.soldBy,
    unit: { netWeightGrams: grams },
    packaging: [
      { level: 'case', contains: perCase, of: 'base', grossWeightGrams: Math.round(caseGrams * 1.06) },
      { level: 'pallet', contains: casesPerPallet, of: 'case' },
    ],
    ...(!byWeight && { gtins: { base: demoGtin(number, item) } }),
    ...(celsius && { storageTemperature: { minCelsius: celsius[0], maxCelsius: celsius[1] } }),
  }
}
