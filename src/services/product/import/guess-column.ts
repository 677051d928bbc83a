/** Recognises one column, by its header in many languages or else by what its values look like. */
import { parseCurrency } from '../../../kernel/currency.ts'
import { isMangledNumber, parseGtin } from '../../../kernel/gs1/gtin.ts'
import { headerWords } from '../reference/header-words.ts'
import { knownHeaders } from './known-headers.ts'
import type { ProductField } from './product-fields.ts'

export type Guess = {
  readonly target: ProductField | null
  /** The lower, the surer. */
  readonly rank: number
  readonly reason: string
  readonly unit?: string
}

const LANGUAGES = new Set(
  'en fr de es it nl pt pl sv da nb no fi cs sk hu ro bg el hr sl et lv lt ga mt tr ar he ja zh ko ru uk'.split(' '),
)

/** Words around the fact itself: per what it is counted, in which unit. */
const PER = /(?:^| )(?:(?:per|pro|pour|por|na|je|au|a) )?100 ?(?:g|gr|ml|grams?|gramm)?(?= |$)/g
const UNITS = [
  'kg',
  'g',
  'gr',
  'mg',
  'ml',
  'cl',
  'l',
  'lb',
  'oz',
  'kj',
  'kcal',
  'eur',
  'usd',
  'gbp',
  'chf',
  'pln',
  'days',
  'tage',
  'jours',
  'dias',
  'giorni',
  'dagen',
  'dni',
  'c',
  'tags',
]

/** `code` and `id` name a barcode in one file and an article number in the next: the values decide. */
const EITHER_CODE = new Set(['code', 'id', 'product code', 'item code', 'article code', 'code produit', 'productcode'])

/** @param source  JSON pointer of the column; its last part is the header, the others its surroundings */
export const guessByHeader = (source: string, values: readonly unknown[]): Guess | undefined => {
  const parts = source
    .slice(1)
    .split('/')
    .map((part) => headerWords(part.replaceAll('~1', '/').replaceAll('~0', '~')))
  const header = parts.at(-1)!
  const language = languageOf(parts)
  if (language !== undefined) return language
  for (const [form, unit, penalty] of formsOf(header)) {
    const known = knownHeaders.get(form)
    if (known === undefined) continue
    // What stands inside another object may be about that object: surer where it stands alone.
    const rank = known.rank + penalty + (parts.length - 1) * 50
    const target = EITHER_CODE.has(form) ? codeOrSku(values) : known.field
    const reason = EITHER_CODE.has(form)
      ? `The header "${lastOf(source)}" means a code, and its values look like ${target === 'gtin' ? 'barcodes' : 'article numbers'}.`
      : `The header "${lastOf(source)}" means ${known.field}.`
    return { target, rank, reason, ...(unit === undefined ? {} : { unit }) }
  }
  return undefined
}

const lastOf = (source: string): string => source.slice(source.lastIndexOf('/') + 1)

/** The header as it stands, then without `per 100 g` and units: `energy kj 100g` → `energy kj` → `energy`. */
const formsOf = (header: string): readonly (readonly [form: string, unit: string | undefined, penalty: number])[] => {
  const bare = header.replace(PER, ' ').replace(/\s+/g, ' ').trim()
  const words = bare.split(' ')
  const unit = words.length > 1 && UNITS.includes(words.at(-1)!) ? words.at(-1) : undefined
  const rest = unit === undefined ? bare : words.slice(0, -1).join(' ')
  const withoutOf = rest.replace(/^(?:of which|dont|davon|di cui|waarvan|w tym|in|en) /, '')
  return [
    [header, undefined, 0],
    [bare, unit, 10],
    [rest, unit, 20],
    [withoutOf, unit, 30],
  ]
}

/** `name_fr`, `description de`, and `names` holding `fr`. */
const languageOf = (parts: readonly string[]): Guess | undefined => {
  const words = parts.join(' ').split(' ')
  const language = words.at(-1)!
  if (words.length < 2 || !LANGUAGES.has(language)) return undefined
  const stem = words.slice(0, -1).join(' ')
  const known = knownHeaders.get(stem) ?? knownHeaders.get(stem.replace(/s$/, ''))
  // One list of ingredients is kept, in whatever language; a column without a language goes first.
  if (known?.field === 'ingredients') {
    return { target: 'ingredients', rank: known.rank + 40, reason: `The header means ingredients in "${language}".` }
  }
  if (known?.field !== 'name' && known?.field !== 'description') return undefined
  return {
    target: `${known.field}.${language}`,
    rank: known.rank,
    reason: `The header means ${known.field} in "${language}".`,
  }
}

const codeOrSku = (values: readonly unknown[]): ProductField => {
  const texts = values.map((value) => String(value).trim()).filter((text) => text !== '')
  const likeBarcodes = texts.filter((text) => /^\d{8}$|^\d{11,14}$/.test(text) || isMangledNumber(text)).length
  return texts.length === 0 || likeBarcodes * 2 >= texts.length ? 'gtin' : 'sku'
}

/** For columns whose header says nothing; only what values alone can prove. */
export const guessByValues = (values: readonly unknown[]): Guess | undefined => {
  const texts = values
    .filter((value) => typeof value === 'string')
    .map((text) => text.trim())
    .filter((text) => text !== '')
  if (texts.length === 0) return undefined
  const share = (test: (text: string) => boolean): number => texts.filter(test).length / texts.length
  if (share((text) => parseGtin(text).ok) >= 0.8)
    return byValues('gtin', 200, 'Most of its values are barcodes with a right check digit.')
  if (share((text) => parseCurrency(text).ok) === 1) return byValues('currency', 200, 'All its values are currencies.')
  const length = texts.reduce((sum, text) => sum + text.length, 0) / texts.length
  const lists = share((text) => text.split(',').length > 3)
  if (length > 60 && lists > 0.6) return byValues('ingredients', 300, 'Its values are long lists, as ingredients are.')
  const wordy = share((text) => /\p{L}{3}/u.test(text) && /\s/.test(text))
  const distinct = new Set(texts).size / texts.length
  if (length < 120 && wordy > 0.6 && distinct > 0.8)
    return byValues('name', 300, 'Its values are short texts, nearly all different, as names are.')
  return undefined
}

const byValues = (target: ProductField, rank: number, reason: string): Guess => ({ target, rank, reason })
