import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import fc from 'fast-check'
import { firstLines, rowsOrAll } from '../../../../test/support/real-rows.ts'
import { sharedData } from '../../../../test/support/shared-data.ts'
import { allergenWords } from '../allergens/allergen-words.ts'
import type { AllergenTable } from '../allergens/allergen-words.ts'
import { allergenProposer } from '../allergens/propose-allergens.ts'
import { categoryIndex } from '../reference/category-index.ts'
import type { CategoryTable } from '../reference/category-index.ts'
import { guessMapping } from './column-mapping.ts'
import type { MappingOverride } from './column-mapping.ts'
import { countryIndex } from '../reference/country-index.ts'
import type { CountryTable } from '../reference/country-index.ts'
import { rowMapper } from './map-row.ts'
import { readRows } from '../files/read-rows.ts'
import { rowToProduct } from './row-to-product.ts'

const reference = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../reference/${name}.json`, import.meta.url), 'utf8'))
const words = allergenWords(reference('allergens') as AllergenTable)
if (!words.ok) throw new Error(words.rejection.detail)
const needs = {
  propose: allergenProposer(words.value),
  categoryOf: categoryIndex(reference('categories') as CategoryTable),
  countryOf: countryIndex(reference('countries') as CountryTable),
  language: 'en',
}
const read = (row: Record<string, unknown>, override?: MappingOverride) => {
  const mapping = guessMapping({ rows: [row], table: false, ...(override && { override }) })
  if (!mapping.ok) throw new Error(mapping.rejection.detail)
  return rowToProduct(rowMapper(mapping.value).map(row), needs)
}
const draft = (row: Record<string, unknown>, override?: MappingOverride) => {
  const result = read(row, override)
  if (!result.ok) throw new Error(result.rejection.detail)
  return { ...result.value.draft, notices: result.value.notices.map(({ pointer }) => pointer) }
}
const refusal = (row: Record<string, unknown>) => {
  const result = read(row)
  if (result.ok) throw new Error('accepted')
  return {
    code: result.rejection.code,
    pointers: result.rejection.errors?.map(({ pointer }) => pointer),
    detail: result.rejection.detail,
  }
}

test('a row that says nothing of a date mark is dated like any food, so that its lots can expire', () => {
  expect(draft({ sku: 'A', name: 'Butter' }).details.dateMark).toBe('best-before')
  expect(draft({ sku: 'A', name: 'Salt', 'date mark': 'none' }).details.dateMark).toBe('none')
})

test('a whole row becomes a whole draft', () => {
  const row = {
    ean: '4006381333931',
    'Case EAN': '14006381333938',
    name: 'Crème &quot;fine&quot; &amp; l&#322;',
    name_fr: 'Crème fine',
    brand: 'B',
    category: 'Food, Dairy, Cheeses',
    'country of origin': 'Frankreich',
    'hs code': '0406.10',
    ingredients: 'Milk, salt',
    traces: 'en:nuts',
    'net weight': '1,5 kg',
    'units per case': '12',
    'cases per pallet': 40,
    price: '€ 12.345678',
    'shelf life (days)': '30',
    'date mark': 'Use by',
    'min temperature': '2 °C',
    'max temperature': '6',
    'Energy kJ': '1200',
    'Fat (g)': '7,5',
    'Sodium (mg)': '400',
  }
  expect(draft(row)).toEqual({
    sku: '04006381333931',
    details: {
      name: { en: 'Crème "fine" & lł', fr: 'Crème fine' },
      brand: 'B',
      category: 'dairy/cheese',
      countryOfOrigin: 'FR',
      hsCode: '040610',
      ingredients: 'Milk, salt',
      nutrition: { energyKj: 1200, fat: 7.5, salt: 1 },
      shelfLifeDays: 30,
      dateMark: 'use-by',
      storageTemperature: { minCelsius: 2, maxCelsius: 6 },
      soldBy: 'piece',
      unit: { netWeightGrams: 1500 },
      packaging: [
        { level: 'case', contains: 12, of: 'base' },
        { level: 'pallet', contains: 40, of: 'case' },
      ],
      gtins: { base: '04006381333931', case: '14006381333938' },
    },
    proposals: [
      { allergen: 'milk', status: 'contains', evidence: ['Milk'] },
      { allergen: 'nuts', status: 'may contain', evidence: ['nuts'] },
    ],
    price: { unitPrice: '12.345678', currency: 'EUR' },
    notices: [],
  })
})

test('a wrong check digit is refused with the right one named', () => {
  expect(refusal({ code: '4006381333932', name: 'x' })).toMatchObject({
    code: 'gs1/wrong-check-digit',
    pointers: ['/code'],
    detail: expect.stringContaining('ends in 1, not 2'),
  })
})

test('a barcode that a spreadsheet made a number is refused with what happened and what to do', () => {
  for (const code of ['8.0E+12', '8,00698E+12', '4.00638e12', '4006381333931.0'])
    expect(refusal({ barcode: code, name: 'x' })).toMatchObject({
      code: 'gs1/mangled-by-spreadsheet',
      pointers: ['/barcode'],
      detail: expect.stringMatching(/spreadsheet.*as text/s),
    })
})

test('codes that are no GTIN are the SKU, and a GTIN is where there is none', () => {
  expect(draft({ ean: '12345', name: 'x' })).toMatchObject({ sku: '12345' })
  expect(draft({ ean: '2000000045498', name: 'x' })).toMatchObject({
    sku: '2000000045498',
    details: { name: { en: 'x' } },
  })
  expect(draft({ ean: '2000000045498', name: 'x' }).details.gtins).toBeUndefined()
  expect(draft({ ean: '12345', sku: 'A', name: 'x' })).toMatchObject({ sku: 'A', notices: ['/ean'] })
  expect(draft({ ean: "'4 006381 333931", name: 'x' })).toMatchObject({ sku: '04006381333931' })
  expect(draft({ ean: 4006381333931, name: 'x' })).toMatchObject({ details: { gtins: { base: '04006381333931' } } })
})

test('a row without a name or without a code is refused; a name of signs is a name', () => {
  expect(refusal({ code: '4006381333931' })).toMatchObject({ code: 'import/no-name' })
  expect(refusal({ code: '4006381333931', name: ' -\u200b ' })).toMatchObject({
    code: 'import/no-name',
    pointers: ['/name'],
  })
  expect(refusal({ name: 'x' })).toMatchObject({ code: 'import/no-code' })
  expect(refusal({ code: '4006381333931', name: { en: { deep: 1 } } })).toMatchObject({ code: 'import/no-name' })
  expect(draft({ code: '4850001000037', name: '★★★★★' }).details.name).toEqual({ en: '★★★★★' })
})

test('everything wrong with a row is said at once, field by field', () => {
  const row = {
    code: '4006381333932',
    name: '',
    fat: 'NaN',
    'units per case': '1.5',
    price: '-3 EUR',
    'shelf life': '0',
  }
  expect(refusal(row).pointers).toEqual(['/code', '/shelf life', '/units per case', '/fat', '/name', '/price'])
})

test('a shelf life is as long in a file as it may be anywhere else', () => {
  const base = { code: '4006381333931', name: 'Salt' }
  expect(draft({ ...base, 'shelf life': '20000' }).details.shelfLifeDays).toBe(20_000)
  expect(refusal({ ...base, 'shelf life': '20001' }).pointers).toEqual(['/shelf life'])
})

test('nutrition that cannot be true is left out with a notice, and noise behind the point is rounded off', () => {
  const row = {
    code: '4006381333931',
    name: 'x',
    per_100g: {
      salt: 11200,
      fiber: -6.67,
      fat: '6.9000000953674',
      sugars: '< 0.5',
      carbohydrate: '1,375',
      protein: '5e-05',
    },
    'energy-kj_100g': '9999',
  }
  expect(draft(row)).toMatchObject({
    details: { nutrition: { fat: 6.9, carbohydrate: 1.375, protein: 0.00005 } },
    notices: ['/energy-kj_100g', '/per_100g/sugars', '/per_100g/fiber', '/per_100g/salt'],
  })
})

test('amounts are read as labels write them, and what is no amount is left out', () => {
  const unit = (text: unknown) => draft({ sku: 'A', name: 'x', 'net weight': text }).details.unit
  for (const text of ['186 g', '186g', '186 gr.', '0,186 kg', '186 G e', '2 x 93 g', '93g×2', '186 g (2 x 93 g)'])
    expect([text, unit(text)]).toEqual([text, { netWeightGrams: 186 }])
  expect(unit('6 x 330 ml')).toEqual({ volumeCubicCentimetres: 1980 })
  expect(unit('1 lb')).toEqual({ netWeightGrams: 454 })
  expect(unit('6 uova')).toBeUndefined()
  expect(draft({ sku: 'A', name: 'x', 'Net weight (kg)': '0.5' }).details.unit).toEqual({ netWeightGrams: 500 })
  expect(refusal({ sku: 'A', name: 'x', weight: '-5 kg' })).toMatchObject({ code: 'import/impossible-weight' })
})

test('a price needs a currency, from a sign, a column, the header or the mapping', () => {
  const base = { sku: 'A', name: 'x' }
  expect(draft({ ...base, price: '1.234,50 zł' }).price).toEqual({ unitPrice: '1234.5', currency: 'PLN' })
  expect(draft({ ...base, price: '2', currency: 'usd' }).price).toEqual({ unitPrice: '2', currency: 'USD' })
  expect(draft({ ...base, 'Price (EUR)': '2' }).price).toEqual({ unitPrice: '2', currency: 'EUR' })
  expect(draft({ ...base, price: 2 }, { currency: { value: 'CHF' } }).price).toEqual({
    unitPrice: '2',
    currency: 'CHF',
  })
  expect(refusal({ ...base, price: '2' })).toMatchObject({ code: 'currency/unknown', pointers: ['/price'] })
  expect(refusal({ ...base, price: '2', currency: 'XXX' })).toMatchObject({ pointers: ['/currency'] })
  expect(refusal({ ...base, price: '1,234', currency: 'EUR' })).toMatchObject({ code: 'import/ambiguous-number' })
})

test('countries are known by code and by name, and two countries are none', () => {
  for (const text of [
    'IT',
    'it',
    'en:it',
    'Italy',
    'ITALIA',
    'en:italy',
    'Udine, Italia',
    'Italia,en:italy',
    'Made in Italy',
  ])
    expect([text, needs.countryOf(text)]).toEqual([text, 'IT'])
  expect(needs.countryOf('Italia, Svizzera')).toBeUndefined()
  expect(needs.countryOf('Atlantis')).toBeUndefined()
  expect(needs.countryOf('UK')).toBe('GB')
})

test('whatever a row holds, the answer is a draft or a refusal that names a field', () => {
  const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.boolean(), fc.array(fc.string()), fc.integer())
  const row = fc.record({
    code: value,
    name: value,
    fat: value,
    price: value,
    weight: value,
    category: value,
    ingredients: value,
  })
  fc.assert(
    fc.property(row, (given) => {
      const result = read(given)
      if (!result.ok) expect(result.rejection.errors?.length).toBeGreaterThan(0)
    }),
  )
})

test('real products end as created, updated or refused, as an independent count has it', async () => {
  const path = sharedData('products/open-food-facts-as-is-100k.jsonl.gz')
  if (path === undefined) return
  // One row of all of them comes twice: a hundred more do here.
  const text = (await firstLines(path, rowsOrAll(15_000))) + (await firstLines(path, 100))
  const counts = { created: 0, repeated: 0, wrongCheckDigit: 0, other: 0 }
  const skus = new Set<string>()
  const first = guessMapping({
    rows: [{ code: '4006381333931', name: 'x', ingredients: 'x', per_100g: { fat: 1 } }],
    table: false,
  })
  if (!first.ok) throw new Error(first.rejection.detail)
  const mapper = rowMapper(first.value)
  for await (const row of readRows(Readable.from([Buffer.from(text)]), {
    unpackedBytesMax: 1 << 30,
    unpackRatioMax: 1,
  })) {
    if ('problem' in row) throw new Error(row.problem.detail)
    const result = rowToProduct(mapper.map(row.values), { ...needs, propose: () => [] })
    if (!result.ok) counts[result.rejection.code === 'gs1/wrong-check-digit' ? 'wrongCheckDigit' : 'other']++
    else {
      counts[skus.has(result.value.draft.sku) ? 'repeated' : 'created']++
      skus.add(result.value.draft.sku)
    }
  }
  expect(counts).toEqual(countedOtherwise(text))
  const { created, repeated, wrongCheckDigit } = counts
  expect(Math.min(created, repeated, wrongCheckDigit)).toBeGreaterThan(10)
}, 60_000)

/** The same count with a pattern over the text instead of the parsers, and the check digit as GS1 prints it. */
const countedOtherwise = (text: string) => {
  const codes = [...text.matchAll(/^\{"code":"(\d+)"/gm)].map((match) => match[1]!)
  const good = codes.filter((code) => ![8, 12, 13, 14].includes(code.length) || sumOf(code) % 10 === 0)
  const restricted = /^(?:[02]\d{7}|000000?[02]\d{7}|0{6}[02]\d{7}|\d?(?:0[24]|2\d)\d{11}|[24]\d{11})$/
  const keys = good.map((code) =>
    [8, 12, 13, 14].includes(code.length) && !restricted.test(code) ? code.padStart(14, '0') : code,
  )
  const created = new Set(keys).size
  return { created, repeated: keys.length - created, wrongCheckDigit: codes.length - good.length, other: 0 }
}
const sumOf = (code: string): number =>
  [...code.padStart(14, '0')].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
