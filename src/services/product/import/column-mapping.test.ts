import { expect, test } from 'vitest'
import { guessMapping, withLateColumn } from './column-mapping.ts'
import type { MappingOverride } from './column-mapping.ts'

const targets = (row: Record<string, unknown>, override?: MappingOverride) => {
  const mapping = guessMapping({ rows: [row], table: true, ...(override && { override }) })
  if (!mapping.ok) return mapping.rejection
  return Object.fromEntries(mapping.value.columns.map(({ source, target }) => [source.slice(1), target]))
}

test('headers are understood in English, French, German, Spanish, Italian, Dutch, Portuguese and Polish', () => {
  const lists: Record<string, string[]> = {
    name: [
      'Product Name',
      'Désignation',
      'Artikelbezeichnung',
      'Nombre del producto',
      'Denominazione',
      'Naam',
      'Nome do produto',
      'Nazwa',
    ],
    gtin: [
      'EAN-13',
      'Code-barres',
      'Strichcode',
      'Código de barras',
      'Codice a barre',
      'Streepjescode',
      'Barcode',
      'Kod kreskowy',
    ],
    countryOfOrigin: [
      'Country of Origin',
      "Pays d'origine",
      'Ursprungsland',
      'País de origen',
      'Paese di origine',
      'Land van herkomst',
      'País de origem',
      'Kraj pochodzenia',
    ],
    ingredients: [
      'Ingredients',
      'Liste des ingrédients',
      'Zutaten',
      'Ingredientes',
      'Ingredienti',
      'Ingrediënten',
      'INGREDIENTES',
      'Składniki',
    ],
    'nutrition.saturatedFat': [
      'of which saturates (g)',
      'dont acides gras saturés',
      'davon gesättigte Fettsäuren',
      'Grasas saturadas',
      'di cui acidi grassi saturi',
      'waarvan verzadigd',
      'Gorduras saturadas',
      'kwasy nasycone',
    ],
    caseCount: [
      'Units per case',
      'Colisage',
      'Stück pro Karton',
      'Unidades por caja',
      'Pezzi per cartone',
      'Stuks per doos',
      'Unidades por caixa',
      'Sztuk w kartonie',
    ],
  }
  for (const [field, headers] of Object.entries(lists))
    for (const header of headers) expect([header, targets({ [header]: 'x' })]).toEqual([header, { [header]: field }])
})

test('nested nutrition, units in headers and languages behind names are understood', () => {
  const row = {
    code: '4006381333931',
    names: { fr: 'Lait', en: 'Milk' },
    per_100g: { fat: 1, saturated_fat: 1, proteins: 3 },
    'Energy (kJ) per 100 g': 200,
    product_name_de: 'Milch',
    'Net weight (kg)': 1,
    netWeightG: 5,
  }
  expect(targets(row)).toMatchObject({
    code: 'gtin',
    'names/fr': 'name.fr',
    'names/en': 'name.en',
    'per_100g/fat': 'nutrition.fat',
    'per_100g/saturated_fat': 'nutrition.saturatedFat',
    'per_100g/proteins': 'nutrition.protein',
    'Energy (kJ) per 100 g': 'nutrition.energyKj',
    product_name_de: 'name.de',
    'Net weight (kg)': 'netWeight',
    netWeightG: null,
  })
})

test('a code column is barcodes or article numbers, as its values show', () => {
  expect(targets({ code: 'AB-17' })).toEqual({ code: 'sku' })
  expect(targets({ code: '8.0E+12' })).toEqual({ code: 'gtin' })
})

test('columns whose headers say nothing are known by their values', () => {
  const rows = Array.from({ length: 10 }, (_, n) => ({
    'column 1': ['4006381333931', '96385074'][n % 2],
    'column 2': `Fine thing ${n}`,
    'column 3': `water, sugar, salt, wheat flour, aroma number ${n}, colour, vitamin C, thickener`,
    'column 4': 'EUR',
    'column 5': 'x',
  }))
  const mapping = guessMapping({ rows, table: true })
  expect(mapping.ok && mapping.value.columns.map(({ target }) => target)).toEqual([
    'gtin',
    'name',
    'ingredients',
    'currency',
    null,
  ])
  expect(mapping.ok && mapping.value.columns.every(({ reason }) => reason.endsWith('.'))).toBe(true)
})

test('one field is fed by one column, the surest, and the others say why they are left out', () => {
  const mapping = guessMapping({ rows: [{ Title: 'a', 'Product name': 'b' }], table: true })
  expect(mapping.ok && mapping.value.columns).toEqual([
    { source: '/Title', target: null, reason: 'Left out: another column, or the override, feeds name already.' },
    { source: '/Product name', target: 'name', reason: 'The header "Product name" means name.' },
  ])
})

test('the override replaces parts of the guess, and sets what no column holds', () => {
  const row = { Title: 'a', 'Product name': 'b', Preis: '1' }
  const override = { name: 'Title', sku: 'Product name', price: null, currency: { value: 'EUR' } }
  expect(targets(row, override)).toEqual({ Title: 'name', 'Product name': 'sku', Preis: null })
})

test('an override is refused by the field it names wrongly', () => {
  expect(targets({ a: '1' }, { colour: 'a' })).toMatchObject({
    code: 'import/unknown-field',
    errors: [{ pointer: '/colour' }],
  })
  expect(targets({ a: '1' }, { name: 'b' })).toMatchObject({
    code: 'import/unknown-column',
    errors: [{ pointer: '/name' }],
  })
  expect(targets({ a: '1' }, { name: 'a', sku: 'a' })).toMatchObject({ code: 'import/column-twice' })
})

test('a column that appears late is mapped by its header, but takes no field away', () => {
  const mapping = guessMapping({ rows: [{ name: 'a' }], table: false })
  if (!mapping.ok) throw new Error('refused')
  const late = withLateColumn(withLateColumn(mapping.value, '/usda/brand', 'B'), '/title', 'T')
  expect(late.columns.map(({ source, target }) => [source, target])).toEqual([
    ['/name', 'name'],
    ['/usda/brand', 'brand'],
    ['/title', null],
  ])
})
