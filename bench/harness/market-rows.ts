/** The catalogue of the benches as rows of an import: the real one where it is, else one made up from a seed. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { sharedData } from '../../test/support/shared-data.ts'
import { drawing, drawOne } from './draw.ts'

export type MarketRow = { readonly code: string; readonly name: string } & Readonly<Record<string, unknown>>

const countries = ['France', 'Germany', 'Spain', 'Italy', 'Poland', 'United States', 'Netherlands', 'Thailand']
const seed = 20_240_501

const realFile = 'products/open-food-facts-rich.jsonl.gz'

export const hasRealRows = (): boolean => sharedData(realFile) !== undefined

/** The real products, each with a country of origin and a shelf life from a seed; none where the file is absent. */
export async function* realRows(): AsyncGenerator<MarketRow> {
  const path = sharedData(realFile)
  if (path === undefined) return
  const random = drawing(seed)
  for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
    if (line === '') continue
    const { usda, ...row } = JSON.parse(line) as MarketRow & { usda?: { brand?: string; category?: string } }
    yield {
      ...row,
      ...(usda?.brand !== undefined && { brand: usda.brand }),
      ...(usda?.category !== undefined && { category: usda.category }),
      ...tradeFacts(random),
    }
  }
}

/** As many made-up products as asked for: words with the frequencies of words, codes that no real product has. */
export function* madeRows(count: number): Generator<MarketRow> {
  const random = drawing(seed + 1)
  const word = (): string => `${drawOne(random, syllables)}${drawOne(random, syllables)}`
  const vocabulary = Array.from({ length: 20_000 }, (_, at) => word() + (at < 400 ? '' : drawOne(random, syllables)))
  const draw = (words: number): string =>
    Array.from({ length: words }, () => vocabulary[Math.floor(vocabulary.length * random() ** 4)]!).join(' ')
  for (let at = 0; at < count; at += 1)
    yield {
      code: withCheckDigit(`299${String(at).padStart(9, '0')}`),
      name: draw(2 + Math.floor(random() * 4)),
      ingredients: draw(8 + Math.floor(random() * 20)).replaceAll(/ (?=\w+ \w+ )/g, ', '),
      brand: `Brand ${Math.floor(2_000 * random() ** 2)}`,
      category: `Kind ${Math.floor(150 * random())}`,
      per_100g: { fat: round(random() * 40), carbohydrate: round(random() * 60), proteins: round(random() * 30) },
      ...tradeFacts(random),
    }
}

const tradeFacts = (random: () => number) => ({
  'Country of origin': drawOne(random, countries),
  'Shelf life (days)': 10 + Math.floor(random() * 700),
})

const syllables =
  'ba be bo cra da del fi ga gri ho ka ko la lin ma mi mo na no pa pe ro ru sa si so ta ti to va vo'.split(' ')

const round = (number: number): number => Math.round(number * 10) / 10

/** GS1 General Specifications §7.9.1. */
const withCheckDigit = (twelve: string): string => {
  const sum = [...twelve].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0)
  return `${twelve}${(10 - (sum % 10)) % 10}`
}
