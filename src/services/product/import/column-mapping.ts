/** Guesses which column of a catalogue feeds which fact of a product, says why, and lets the supplier overrule it. */
import { invalidField } from '../../../kernel/rejection.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { accept, reject } from '../../../kernel/result.ts'
import type { Result } from '../../../kernel/result.ts'
import { guessByHeader, guessByValues } from './guess-column.ts'
import type { Guess } from './guess-column.ts'
import { isProductField } from './product-fields.ts'
import type { ProductField } from './product-fields.ts'
import { leavesOf } from './row-leaves.ts'
import { showsDecimalComma } from './written-decimal.ts'

/** How many rows the guess looks at; more would not make it better. */
export const SAMPLE_ROWS_MAX = 200

export type MappedColumn = {
  /** JSON pointer into a row: `/EAN` or `/per_100g/fat`. */
  readonly source: string
  readonly target: ProductField | null
  /** A sentence for the person who checks the mapping. */
  readonly reason: string
  /** The unit that the header names, such as `kg`. */
  readonly unit?: string
}

export type ColumnMapping = {
  readonly columns: readonly MappedColumn[]
  /** What the supplier sets for every row, such as the currency of the list. */
  readonly constants: Readonly<Partial<Record<ProductField, string>>>
  /** Whether the samples show decimal commas. */
  readonly decimalComma: boolean
  /** Whether prices are taken: they need a price list to go to. */
  readonly prices: boolean
}

/** By field: the column that feeds it (`EAN` or `/per_100g/fat`), null for none, or one value for all rows. */
export type MappingOverride = { readonly [field: string]: string | null | { readonly value: string } }

/**
 * The mapping that headers and values suggest, with the override on top. Refuses override fields that no product has,
 * and columns that the file does not have (a column of NDJSON may appear later, so there it is believed).
 * @param rows   the first rows, at most SAMPLE_ROWS_MAX are looked at
 * @param table  whether all rows have the same columns
 */
export const guessMapping = (options: {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly table: boolean
  readonly override?: MappingOverride
  /** True unless told. */
  readonly prices?: boolean
}): Result<ColumnMapping, Rejection> => {
  const { prices = true } = options
  const samples = samplesOf(options.rows.slice(0, SAMPLE_ROWS_MAX))
  const override = readOverride(options.override ?? {}, samples, options.table)
  if (!override.ok) return override
  const { bySource, constants, silenced } = override.value
  const taken = new Set<ProductField>([...bySource.values(), ...silenced])
  const guesses = new Map<string, Guess>()
  for (const [source, values] of samples) {
    if (bySource.has(source)) continue
    guesses.set(source, withPrices(prices, guessByHeader(source, values) ?? guessByValues(values) ?? NO_GUESS))
  }
  // The surest guess gets the field; the others are shown as left out.
  const columns = new Map<string, MappedColumn>()
  for (const [source, guess] of [...guesses].toSorted(([, a], [, b]) => a.rank - b.rank)) {
    const free = guess.target !== null && !taken.has(guess.target)
    if (guess.target !== null && free) taken.add(guess.target)
    columns.set(source, free ? columnOf(source, guess) : leftOut(source, guess))
  }
  for (const [source, target] of bySource)
    columns.set(source, columnOf(source, withPrices(prices, { target, rank: 0, reason: 'The override says so.' })))
  const order = [...samples.keys(), ...[...bySource.keys()].filter((source) => !samples.has(source))]
  return accept({
    columns: order.map((source) => columns.get(source)!),
    constants: prices ? constants : withoutPrices(constants),
    prices,
    decimalComma: [...samples.values()].some((values) =>
      values.some((v) => typeof v === 'string' && showsDecimalComma(v)),
    ),
  })
}

/** The mapping with a column that appeared after the samples; later columns never take a field from earlier ones. */
export const withLateColumn = (mapping: ColumnMapping, source: string, value: unknown): ColumnMapping => {
  const guess = withPrices(mapping.prices, guessByHeader(source, [value]) ?? NO_GUESS)
  const taken = mapping.columns.some(({ target }) => target === guess.target) || guess.target === null
  const constant = guess.target !== null && mapping.constants[guess.target] !== undefined
  const column = taken || constant ? leftOut(source, guess) : columnOf(source, guess)
  return { ...mapping, columns: [...mapping.columns, column] }
}

const NO_GUESS: Guess = { target: null, rank: 1000, reason: 'Neither its name nor its values are like a known field.' }

const PRICE_FIELDS: ReadonlySet<string | null> = new Set(['price', 'currency'])

/** Without a list to go to, a price is left out with a word about where it could go. */
const withPrices = (prices: boolean, guess: Guess): Guess =>
  prices || !PRICE_FIELDS.has(guess.target)
    ? guess
    : {
        target: null,
        rank: guess.rank,
        reason:
          'Not used: prices go to a price list. Name one of yours as priceListId, or set them at POST /v1/price-lists/{priceListId}/prices.',
      }

const withoutPrices = (constants: ColumnMapping['constants']): ColumnMapping['constants'] => {
  const { price: _price, currency: _currency, ...others } = constants
  return others
}

const columnOf = (source: string, { target, reason, unit }: Guess): MappedColumn => ({
  source,
  target,
  reason,
  ...(unit === undefined ? {} : { unit }),
})

const leftOut = (source: string, { target, reason }: Guess): MappedColumn =>
  target === null
    ? { source, target, reason }
    : { source, target: null, reason: `Left out: another column, or the override, feeds ${target} already.` }

const samplesOf = (rows: readonly Readonly<Record<string, unknown>>[]): Map<string, unknown[]> => {
  const samples = new Map<string, unknown[]>()
  for (const row of rows) {
    for (const [pointer, value] of leavesOf(row)) {
      const values = samples.get(pointer)
      if (values === undefined) samples.set(pointer, [value])
      else values.push(value)
    }
  }
  return samples
}

const readOverride = (override: MappingOverride, samples: ReadonlyMap<string, unknown>, table: boolean) => {
  const bySource = new Map<string, ProductField>()
  const constants: Partial<Record<ProductField, string>> = {}
  const silenced: ProductField[] = []
  for (const [field, given] of Object.entries(override)) {
    const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (!isProductField(field)) return reject(unknownField(pointer, field))
    if (given === null) silenced.push(field)
    else if (typeof given === 'object') {
      silenced.push(field)
      constants[field] = given.value
    } else {
      const source = samples.has(given) ? given : `/${given.replace(/^\//, '').replaceAll('~', '~0')}`
      const literal = `/${given.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const found = samples.has(source) ? source : samples.has(literal) ? literal : undefined
      if (found === undefined && table) return reject(unknownColumn(pointer, given, [...samples.keys()]))
      if (bySource.has(found ?? source)) return reject(twice(pointer, given))
      bySource.set(found ?? source, field)
    }
  }
  return accept({ bySource, constants, silenced })
}

const unknownField = (pointer: string, field: string): Rejection =>
  invalidField('import/unknown-field', pointer, `A product has no field "${field.slice(0, 80)}".`)

const unknownColumn = (pointer: string, given: string, columns: readonly string[]): Rejection =>
  invalidField(
    'import/unknown-column',
    pointer,
    `There is no column "${given.slice(0, 80)}"; there are ${columns.slice(0, 20).join(', ')}.`,
  )

const twice = (pointer: string, given: string): Rejection =>
  invalidField('import/column-twice', pointer, `The column "${given.slice(0, 80)}" feeds another field already.`)
