/**
 * What a credit note takes back of its invoice. Each is reckoned as the difference of two sums, all that was credited
 * with it less all before it: so the notes of an invoice that is wholly credited add up to it, whatever their number.
 */
import { compareMoney, type Money } from '../../../kernel/money.ts'
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { accept, reject, type Result } from '../../../kernel/result.ts'
import { shareOf } from '../matching/payable.ts'
import { lineNet, reckon, totalsLess, type TaxedAmount, type Totals } from '../tax/totals.ts'
import {
  measureOf,
  reckonedOf,
  type CreditedLine,
  type CreditNote,
  type CreditWish,
  type InvoiceLine,
} from './invoice-details.ts'
import type { IssuedInvoice } from './invoice-state.ts'

export type Credit = Pick<CreditNote, 'lines' | 'charges' | 'whole' | 'totals'>

/** Refuses more than is left of a line, a charge or the whole, what the invoice does not have, and nothing at all. */
export function creditOf(invoice: IssuedInvoice, wish: CreditWish): Result<Credit> {
  const before = creditedOf(invoice)
  const problem = wish === 'rest' ? undefined : problemOfWish(invoice, before, wish)
  if (problem) return reject(problem)
  const after = wish === 'rest' ? everythingOf(invoice) : addWish(invoice, before, wish)
  const sums = { before: sumUp(invoice, before), after: sumUp(invoice, after) }
  if (!sums.before.ok) return sums.before
  if (!sums.after.ok) return sums.after
  const totals = totalsLess(sums.after.value, sums.before.value)
  if (!totals.ok) return totals
  const tooMuch = compareMoney(sums.after.value.gross, invoice.totals.gross)
  if (!tooMuch.ok) return tooMuch
  if (tooMuch.value > 0) return reject(moreThanInvoice)
  const lines = invoice.lines.flatMap((line) => differenceOf(line, before, after))
  const charges = invoice.charges.flatMap(({ id, net }) => {
    const amount = (after.charges.get(id) ?? 0) - (before.charges.get(id) ?? 0)
    return amount > 0 ? [{ chargeId: id, net: { ...net, amount } }] : []
  })
  if (lines.length === 0 && charges.length === 0) return reject(nothingToCredit)
  return accept({ lines, charges, whole: wish === 'rest', totals: totals.value })
}

type Amount = { readonly quantity: number; readonly grams?: number; readonly net: Money }
type Credited = {
  readonly lines: ReadonlyMap<string, Amount>
  readonly charges: ReadonlyMap<string, number>
  readonly whole: boolean
}

/** All that the credit notes of an invoice have taken back. */
function creditedOf({ credits, lines }: IssuedInvoice): Credited {
  const sums = new Map<string, Amount>()
  for (const line of lines) {
    const parts = credits.flatMap((note) => note.lines.filter(({ lineId }) => lineId === line.id))
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0)
    const grams = parts.reduce((sum, part) => sum + (part.grams ?? 0), 0)
    const amount = parts.reduce((sum, part) => sum + part.net.amount, 0)
    const weighed = line.grams === undefined ? {} : { grams }
    sums.set(line.id, { quantity, ...weighed, net: { ...line.net, amount } })
  }
  const charges = new Map<string, number>()
  for (const { chargeId, net } of credits.flatMap((note) => note.charges))
    charges.set(chargeId, (charges.get(chargeId) ?? 0) + net.amount)
  return { lines: sums, charges, whole: credits.some(({ whole }) => whole) }
}

const everythingOf = ({ lines, charges }: IssuedInvoice): Credited => ({
  lines: new Map(lines.map((line) => [line.id, line])),
  charges: new Map(charges.map(({ id, net }) => [id, net.amount])),
  whole: true,
})

type Partial = Exclude<CreditWish, 'rest'>

function addWish({ lines: all }: IssuedInvoice, before: Credited, { lines, charges }: Partial): Credited {
  const sums = new Map(before.lines)
  for (const { lineId, quantity, grams } of lines) {
    const line = all.find(({ id }) => id === lineId)!
    sums.set(lineId, amountAfter(line, before.lines.get(lineId)!, { quantity, ...(grams !== undefined && { grams }) }))
  }
  const taken = new Map(before.charges)
  for (const { chargeId, amount } of charges) taken.set(chargeId, (taken.get(chargeId) ?? 0) + amount.amount)
  return { lines: sums, charges: taken, whole: before.whole }
}

/** The sum of a line's credits with another one: its price × all that was credited, rounded as the line itself was. */
function amountAfter(line: InvoiceLine, before: Amount, more: { quantity: number; grams?: number }): Amount {
  const quantity = before.quantity + more.quantity
  const weight = line.grams === undefined ? {} : { grams: gramsAfter(line, before, more) }
  const net = lineNet(line, measureOf({ quantity, ...weight }), line.net.currency)
  if (!net.ok) throw new Error(`Part of a line cannot be more than the line: ${net.rejection.detail}`)
  return { quantity, ...weight, net: net.value }
}

/** Catch weight: as it is said, or the share of the pieces. */
const gramsAfter = (line: InvoiceLine, before: Amount, more: { quantity: number; grams?: number }): number =>
  (before.grams ?? 0) +
  (more.grams ?? Math.min(leftGrams(line, before), shareOf(line.grams!, more.quantity, line.quantity)))

const leftGrams = (line: InvoiceLine, before: Amount): number => (line.grams ?? 0) - (before.grams ?? 0)

function problemOfWish(invoice: IssuedInvoice, before: Credited, { lines, charges }: Partial): Rejection | undefined {
  const seen = new Set<string>()
  for (const [index, { lineId, quantity, grams = 0 }] of lines.entries()) {
    const line = invoice.lines.find(({ id }) => id === lineId)
    const at = `/lines/${index}`
    if (!line || seen.has(lineId))
      return invalidField('credit-note/unknown-line', `${at}/lineId`, 'Name each line of the invoice once.')
    seen.add(lineId)
    const { quantity: gone } = before.lines.get(lineId)!
    if (grams > 0 && line.grams === undefined)
      return invalidField('invoice/no-catch-weight', `${at}/grams`, 'These goods are not sold by catch weight.')
    if (quantity > line.quantity - gone) return moreThanLeft(`${at}/quantity`, line.quantity - gone)
    const left = leftGrams(line, before.lines.get(lineId)!)
    if (grams > left) return moreThanLeft(`${at}/grams`, left)
  }
  for (const [index, { chargeId, amount }] of charges.entries()) {
    const charge = invoice.charges.find(({ id }) => id === chargeId)
    const at = `/charges/${index}`
    if (!charge || seen.has(`charge ${chargeId}`))
      return invalidField('credit-note/unknown-line', `${at}/chargeId`, 'Name each charge of the invoice once.')
    seen.add(`charge ${chargeId}`)
    if (amount.currency !== invoice.currency)
      return invalidField('money/currency-mismatch', `${at}/amount/currency`, `The invoice is in ${invoice.currency}.`)
    const left = charge.net.amount - (before.charges.get(chargeId) ?? 0)
    if (amount.amount > left) return moreThanLeft(`${at}/amount/amount`, left)
  }
  return undefined
}

function sumUp(invoice: IssuedInvoice, { lines, charges, whole }: Credited): Result<Totals> {
  const full = reckonedOf(invoice)
  const taxed = (amounts: readonly TaxedAmount[]) => amounts.filter(({ net }) => net.amount !== 0)
  return reckon({
    currency: invoice.currency,
    lines: [
      ...taxed(invoice.lines.map(({ id, tax }) => ({ net: lines.get(id)!.net, tax }))),
      ...(whole ? full.lines.slice(invoice.lines.length) : []),
    ],
    allowances: whole ? full.allowances : [],
    charges: taxed(invoice.charges.map(({ id, net, tax }) => ({ net: { ...net, amount: charges.get(id) ?? 0 }, tax }))),
  })
}

function differenceOf(line: InvoiceLine, before: Credited, after: Credited): readonly CreditedLine[] {
  const was = before.lines.get(line.id)!
  const is = after.lines.get(line.id)!
  const quantity = is.quantity - was.quantity
  const grams = (is.grams ?? 0) - (was.grams ?? 0)
  if (quantity === 0 && grams === 0) return []
  const net = { ...line.net, amount: is.net.amount - was.net.amount }
  return [{ lineId: line.id, quantity, ...(line.grams !== undefined && { grams }), net }]
}

const moreThanLeft = (pointer: string, left: number): Rejection => ({
  kind: 'conflict',
  code: 'credit-note/more-than-invoiced',
  detail: `No more than ${left} is left to credit.`,
  errors: [{ pointer, detail: `At most ${left}.` }],
  facts: { left },
})
const moreThanInvoice: Rejection = {
  kind: 'conflict',
  code: 'credit-note/more-than-invoiced',
  detail: 'This would credit more than the invoice came to after its allowances and advances. Credit the rest instead.',
}
const nothingToCredit: Rejection = {
  kind: 'conflict',
  code: 'credit-note/nothing',
  detail: 'Nothing is left of this invoice to credit, or nothing was asked for.',
}
