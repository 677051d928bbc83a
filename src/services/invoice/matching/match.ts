/** Whether an invoice is for no more than is payable: order, receipt or handing over, and invoice held against each other. */
import type { CurrencyCode } from '../../../kernel/currency.ts'
import type { Decimal } from '../../../kernel/decimal.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Result } from '../../../kernel/result.ts'
import { lineNet, type PricedPer } from '../tax/totals.ts'
import { shareOf, type Payable } from './payable.ts'

/** What one invoice asks for of a delivery, less what was credited of it. */
export type InvoicedPart = { readonly deliveryId: string; readonly quantity: number; readonly grams?: number }
export type InvoicedSoFar = { readonly invoiceId: string; readonly parts: readonly InvoicedPart[] }

export type PayablePart = Payable & {
  readonly deliveryId: string
  readonly unitPrice: Decimal
  readonly pricedPer: PricedPer
}

/** Why an invoice is blocked: what it asks for of a delivery goes beyond what is payable. */
export type Mismatch = {
  readonly deliveryId: string
  /** In base units, by this invoice and those before it. */
  readonly invoiced: number
  readonly payable: number
  readonly invoicedGrams?: number
  readonly payableGrams?: number
  /** A credit of so many base units, and of so many grams of catch weight, would let it through. */
  readonly beyond: number
  readonly beyondGrams?: number
  /** What that comes to, without tax. */
  readonly credit: Money
}

/** An invoice for goods that are not there yet waits for them; one for goods that never come waits for a credit. */
export type Match = { readonly outcome: 'matched' | 'blocked'; readonly mismatches: readonly Mismatch[] }

/**
 * Holds an invoice against what is payable. Invoices are served in the order in which they were issued: the first ones
 * keep what they have, and the one that goes beyond is blocked by as much as it does, at most by all it asks for.
 */
export function matchOf(
  invoiceId: string,
  invoiced: readonly InvoicedSoFar[],
  payable: readonly PayablePart[],
  currency: CurrencyCode,
): Result<Match> {
  const upTo = invoiced.slice(0, invoiced.findIndex((each) => each.invoiceId === invoiceId) + 1)
  const mismatches: Mismatch[] = []
  for (const part of upTo.at(-1)?.parts ?? []) {
    const { deliveryId } = part
    const due = payable.find((each) => each.deliveryId === deliveryId)
    if (!due) continue
    const all = upTo.flatMap(({ parts }) => parts.filter((each) => each.deliveryId === deliveryId))
    const total = all.reduce((sum, { quantity }) => sum + quantity, 0)
    const grams = all.reduce((sum, each) => sum + (each.grams ?? 0), 0)
    const beyond = Math.min(part.quantity, Math.max(0, total - due.quantity))
    const beyondGrams = Math.min(part.grams ?? 0, Math.max(0, grams - (due.grams ?? grams)))
    if (beyond === 0 && beyondGrams === 0) continue
    const credit = lineNet(due, part.grams === undefined ? beyond : beyondGrams, currency)
    if (!credit.ok) return credit
    const weights = part.grams !== undefined && { invoicedGrams: grams, payableGrams: due.grams ?? 0, beyondGrams }
    mismatches.push({
      deliveryId,
      invoiced: total,
      payable: due.quantity,
      beyond,
      ...weights,
      credit: credit.value,
    })
  }
  return { ok: true, value: { outcome: mismatches.length > 0 ? 'blocked' : 'matched', mismatches } }
}

/** What is payable of a delivery and nobody has invoiced yet; catch weight by what is left of its weight. */
export function openToInvoice(
  { deliveryId, quantity, grams }: PayablePart,
  invoiced: readonly InvoicedSoFar[],
): InvoicedPart {
  const before = invoiced.flatMap(({ parts }) => parts.filter((part) => part.deliveryId === deliveryId))
  const open = Math.max(0, quantity - before.reduce((sum, part) => sum + part.quantity, 0))
  if (grams === undefined) return { deliveryId, quantity: open }
  const openGrams = Math.max(0, grams - before.reduce((sum, part) => sum + (part.grams ?? 0), 0))
  return { deliveryId, quantity: open, grams: open === 0 ? 0 : openGrams }
}

/** The weight of some of the pieces that are open, where nobody says it: their share. */
export const gramsFor = (open: InvoicedPart, quantity: number): number | undefined =>
  open.grams === undefined ? undefined : shareOf(open.grams, quantity, open.quantity)
