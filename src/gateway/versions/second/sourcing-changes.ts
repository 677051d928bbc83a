/** Quotes, their comparison, awards and invoices in /v2: a price says what it is in and for, a line of an RFQ is its `lineId`. */
import { Rejected } from '../../../kernel/rejection.ts'
import { changeAt, isObject, pathOf, renamePointer, type Json } from '../shapes/json-paths.ts'
import {
  omit,
  priced,
  renamed,
  shownInTurn,
  statedPrice,
  takenInTurn,
  without,
  type TakenChange,
} from '../shapes/shape-changes.ts'

const measureOf = (offer: Json | undefined): unknown =>
  isObject(offer?.['product']) ? offer['product']['pricedPer'] : undefined

const lineNamed = renamed('lines[]', 'line', 'lineId')
const breaksPriced = priced('lines[].breaks[]', (_break, [quote, line]) => ({
  currency: quote?.['currency'],
  per: measureOf(line),
}))

export const quoteVersionShown = shownInTurn(lineNamed, breaksPriced)

export const quoteShown = shownInTurn(
  quoteVersionShown,
  priced('lines[].accepted[]', (_accepted, [quote, line]) => ({ currency: quote?.['currency'], per: measureOf(line) })),
)

export const comparisonShown = shownInTurn(
  lineNamed,
  priced('lines[].quotes[].quoted', (quoted, above) => ({
    currency: quoted['currency'],
    per: measureOf(above.at(-1)),
  })),
)

export const awardShown = shownInTurn(
  lineNamed,
  priced('lines[]', ({ net }) => ({ currency: isObject(net) ? net['currency'] : undefined }), { isPlain: true }),
)

export const awardTaken = lineNamed

export const invoiceShown = priced('lines[]', (line, [invoice]) => ({
  currency: invoice?.['currency'],
  per: line['pricedPer'],
}))

/** A price as a quote's line or break states it, and where. */
type Stated = { readonly currency: unknown; readonly per: unknown; readonly line: number; readonly pointer: string }

/** Each price of a quote says its currency, and all of them the same: the quote's own. So does each of a line its measure. */
const inOneCurrency: TakenChange = {
  schema: (schema) => without(schema, ['currency']),
  take(sent) {
    const stated = statedIn((sent['lines'] ?? []) as readonly Json[])
    const [first] = stated
    const other = stated.find(({ currency }) => currency !== first?.currency)
    if (other) throw new Rejected(twoCurrencies(`${other.pointer}/unitPrice/currency`))
    const measures = new Map<number, unknown>()
    for (const { per, line } of stated) if (per !== undefined && !measures.has(line)) measures.set(line, per)
    const odd = stated.find(({ per, line }) => per !== undefined && per !== measures.get(line))
    if (odd) throw new Rejected(twoMeasures(`${odd.pointer}/unitPrice/per`))
    const taken = changeAt(sent, pathOf('lines[]'), takeLine) as Json
    return first === undefined ? taken : { ...taken, currency: first.currency }
  },
  pointer: renamePointer([], 'currency', 'lines/0/currency'),
}

const statedIn = (lines: readonly Json[]): readonly Stated[] =>
  lines.flatMap((each, line) => {
    const breaks = (each['breaks'] ?? []) as readonly Json[]
    const of = ({ currency, pricedPer: per }: Json, pointer: string): Stated => ({ currency, per, line, pointer })
    return [
      ...('currency' in each ? [of(each, `/lines/${line}`)] : []),
      ...breaks.map((step, index) => of(step, `/lines/${line}/breaks/${index}`)),
    ]
  })

/** What its prices are for stands once at the line; the currency at the quote. */
function takeLine(line: Json): Json {
  const breaks = line['breaks'] as readonly Json[] | undefined
  const per = line['pricedPer'] ?? breaks?.find(({ pricedPer }) => pricedPer !== undefined)?.['pricedPer']
  return {
    ...omit(line, ['currency']),
    ...(breaks && { breaks: breaks.map((step) => omit(step, ['currency', 'pricedPer'])) }),
    ...(per !== undefined && { pricedPer: per }),
  }
}

const twoCurrencies = (pointer: string) =>
  ({
    kind: 'invalid',
    code: 'quote/two-currencies',
    detail: 'A quote is in one currency: give all of its prices in it.',
    errors: [{ pointer, detail: 'is not the currency of the first price' }],
  }) as const

const twoMeasures = (pointer: string) =>
  ({
    kind: 'invalid',
    code: 'quote/other-measure',
    detail: 'All prices of a line are for the same measure.',
    errors: [{ pointer, detail: 'is not what the other prices of the line are for' }],
  }) as const

export const quoteTaken: TakenChange = takenInTurn(
  inOneCurrency,
  lineNamed,
  statedPrice('lines[]'),
  statedPrice('lines[].breaks[]'),
)
