/** Which facts of a product a catalogue column may feed. */

export const productFields = [
  'name',
  'description',
  'sku',
  'gtin',
  'caseGtin',
  'brand',
  'brandOwner',
  'category',
  'countryOfOrigin',
  'hsCode',
  'ingredients',
  'allergens',
  'traces',
  'netWeight',
  'drainedWeight',
  'grossWeight',
  'volume',
  'caseCount',
  'casesPerPallet',
  'price',
  'currency',
  'shelfLifeDays',
  'dateMark',
  'storageMinCelsius',
  'storageMaxCelsius',
  'nutrition.energyKj',
  'nutrition.energyKcal',
  'nutrition.fat',
  'nutrition.saturatedFat',
  'nutrition.carbohydrate',
  'nutrition.sugars',
  'nutrition.fibre',
  'nutrition.protein',
  'nutrition.salt',
  'nutrition.sodium',
] as const

/** `name.fr` and `description.fr` are the texts in one language; without, in the language the import is told. */
export type ProductField = (typeof productFields)[number] | `name.${string}` | `description.${string}`

const known: ReadonlySet<string> = new Set(productFields)

export const isProductField = (text: string): text is ProductField =>
  known.has(text) || /^(?:name|description)\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$/.test(text)
