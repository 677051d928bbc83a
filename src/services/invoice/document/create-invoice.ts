/** Drafts an invoice from what an order has come to: its advance, or the goods that are payable and not invoiced yet. */
import { decimal } from '../../../kernel/decimal.ts'
import { allocateMoney, moneyToDecimal, multiplyMoney, type Money } from '../../../kernel/money.ts'
import { Rejected, invalidField, type Rejection } from '../../../kernel/rejection.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import { billableOrder, lineNet as orderedNet, type BillableOrder } from '../../order/contract.ts'
import { billing, isChargeBilled, openAdvances, type Billing } from '../billing/billing.ts'
import { gramsFor, openToInvoice, type PayablePart } from '../matching/match.ts'
import { taxKey, taxTreatment, type TaxTreatment } from '../tax/tax-treatment.ts'
import { lineNet } from '../tax/totals.ts'
import { partsOf, type InvoiceDetails, type InvoiceLine } from './invoice-details.ts'
import type { DraftInput, TaxInput } from './invoice-schemas.ts'
import { billingAggregate, invoiceAggregate } from './invoice-view.ts'
import { otherSide } from './load-invoice.ts'
import { mustHold, payableParts } from './read-payable.ts'

export type CreateInvoice = {
  readonly invoiceId: string
  readonly orderId: string
  readonly organisationId: string
  readonly by: string
  readonly input: DraftInput
}

/** An order as it is invoiced, with what was invoiced of it before. */
export type Account = {
  readonly order: BillableOrder
  readonly payable: readonly PayablePart[]
  readonly billed: Billing
}

export async function createInvoice(unit: Unit, documents: Documents, create: CreateInvoice): Promise<void> {
  const { invoiceId, orderId, organisationId, by, input } = create
  const account = await readAccount(unit, documents, { orderId, organisationId })
  const { order, billed } = account
  if (order.supplierId !== organisationId) throw new Rejected(otherSide('supplier'))
  const details = detailsOf(account, orderId, input)
  // Judged again, and for good, when it is issued.
  mustHold(
    billing.decide({ type: 'invoice', ...billedBy(account, { invoiceId, at: unit.at, number: '' }, details) }, billed),
  )
  await unit.decide(invoiceAggregate, invoiceId, { type: 'draft', at: unit.at, by, details })
}

export async function readAccount(
  unit: Unit,
  documents: Documents,
  { orderId, organisationId }: { orderId: string; organisationId: string },
): Promise<Account> {
  const order = await billableOrder({ unit, documents }, orderId, organisationId)
  if (!order) throw new Rejected(unknownOrder)
  if (order.supplierId === organisationId && order.status !== 'confirmed' && order.status !== 'closed')
    throw new Rejected(notConfirmed(order.status))
  const { state: billed } = await unit.read(billingAggregate, orderId)
  return { order, payable: payableParts(order), billed }
}

/** What an invoice asks for, as the order's account is told of it. */
export function billedBy(
  { order, payable }: Account,
  { invoiceId, at, number }: { invoiceId: string; at: string; number: string },
  details: InvoiceDetails,
) {
  const most = order.deliveries.map(({ id, due }) => {
    const part = payable.find(({ deliveryId }) => deliveryId === id)
    return [id, Math.max(due, part?.quantity ?? 0)] as const
  })
  return {
    at,
    invoiceId,
    buyerId: order.buyerId,
    supplierId: order.supplierId,
    parts: partsOf(details),
    chargeIds: details.charges.map(({ id }) => id),
    ...(details.kind === 'advance' && {
      advance: { number, shares: details.lines.map(({ net, tax }) => ({ net, tax })) },
    }),
    deducts: [...new Set(details.deductions.map((deduction) => deduction.invoiceId))],
    atMost: Object.fromEntries(most),
  }
}

function detailsOf(account: Account, orderId: string, input: DraftInput): InvoiceDetails {
  const { order, billed } = account
  const { kind = 'final', note, transportEvidence = [] } = input
  const taxes = taxesOf(input)
  const isFinal = kind === 'final'
  const charges = chargesOf(order, taxes.charges).filter(({ id }) => isFinal && !isChargeBilled(billed, id))
  const advances = isFinal ? openAdvances(billed) : []
  return {
    orderId,
    buyerId: order.buyerId,
    supplierId: order.supplierId,
    kind,
    currency: order.currency,
    incoterm: order.terms.incoterm,
    ...(order.poNumber !== undefined && { poNumber: order.poNumber }),
    paymentTerms: order.terms.paymentTerms,
    billTo: order.billTo,
    shipTo: order.shipTo,
    lines: kind === 'advance' ? advanceLines(order, taxes) : goodsLines(account, input, taxes),
    charges,
    allowances: (input.allowances ?? []).map(({ reason, amount, tax }, index) => {
      if (amount.currency !== order.currency)
        throw new Rejected(otherCurrency(`/allowances/${index}/amount/currency`, order.currency))
      const net = { ...amount, currency: order.currency }
      return { reason, net, tax: tax ? treatmentOf(tax, `/allowances/${index}/tax`) : taxes.all }
    }),
    deductions: advances.flatMap(({ invoiceId, number, shares }) =>
      shares.map((share) => ({ invoiceId, number, ...share })),
    ),
    transportEvidence,
    ...(note !== undefined && { note }),
  }
}

type Taxes = {
  readonly all: TaxTreatment
  readonly charges: TaxTreatment
  readonly ofLine: (lineId: string) => TaxTreatment
}

function taxesOf({ tax, chargesTax, lineTaxes = [] }: DraftInput): Taxes {
  const all = treatmentOf(tax, '/tax')
  const byLine = new Map(
    lineTaxes.map((each, index) => [each.lineId, treatmentOf(each.tax, `/lineTaxes/${index}/tax`)]),
  )
  const charges = chargesTax ? treatmentOf(chargesTax, '/chargesTax') : all
  return { all, charges, ofLine: (lineId) => byLine.get(lineId) ?? all }
}

/** The schema takes digits that are always a decimal. */
const treatmentOf = ({ ratePercent, ...tax }: TaxInput, pointer: string): TaxTreatment =>
  mustHold(taxTreatment({ ...tax, ...(ratePercent !== undefined && { ratePercent: decimal(ratePercent) }) }, pointer))

const chargesOf = ({ charges }: BillableOrder, tax: TaxTreatment) =>
  charges.map(({ kind, description, amount }, index) => ({
    id: `c${index + 1}`,
    kind,
    ...(description !== undefined && { description }),
    net: amount,
    tax,
  }))

function goodsLines(account: Account, { lines }: DraftInput, taxes: Taxes): readonly InvoiceLine[] {
  const { payable, billed } = account
  const open = payable.map((part) => openToInvoice(part, billed.invoices)).filter(({ quantity }) => quantity > 0)
  const wanted = lines ?? open
  if (wanted.length === 0) throw new Rejected(nothingPayable)
  return wanted.map((line, index) => goodsLine(account, { ...line, index }, taxes))
}

type WantedLine = {
  readonly deliveryId: string
  readonly quantity: number
  readonly grams?: number
  readonly index: number
}

function goodsLine({ order, payable, billed }: Account, wanted: WantedLine, taxes: Taxes): InvoiceLine {
  const { deliveryId, quantity, index } = wanted
  const part = payable.find((each) => each.deliveryId === deliveryId)
  const delivery = order.deliveries.find(({ id }) => id === deliveryId)
  const line = order.lines.find(({ id }) => id === delivery?.lineId)
  if (!part || !delivery || !line) throw new Rejected(unknownDelivery(index))
  const { nominalGrams, pricedPer, productId, sku, name, buyerItemCode } = line
  if (nominalGrams === undefined && wanted.grams !== undefined) throw new Rejected(noCatchWeight(index))
  const open = openToInvoice(part, billed.invoices)
  const there = Math.min(quantity, open.quantity)
  const expected = nominalGrams === undefined ? 0 : (quantity - there) * nominalGrams
  const grams = nominalGrams === undefined ? undefined : (wanted.grams ?? (gramsFor(open, there) ?? 0) + expected)
  const net = mustHold(lineNet({ unitPrice: delivery.unitPrice, pricedPer }, grams ?? quantity, order.currency))
  return {
    id: String(index + 1),
    deliveryId,
    productId,
    sku,
    name,
    quantity,
    pricedPer,
    unitPrice: delivery.unitPrice,
    net,
    ...(buyerItemCode !== undefined && { buyerItemCode }),
    ...(grams !== undefined && { grams }),
    tax: taxes.ofLine(line.id),
  }
}

/** The agreed part of the order's total, shared among the ways in which its goods and charges are taxed. */
function advanceLines(order: BillableOrder, taxes: Taxes): readonly InvoiceLine[] {
  const { advanceBasisPoints } = order.terms.paymentTerms
  if (advanceBasisPoints === undefined) throw new Rejected(noAdvance)
  const whole = mustHold(multiplyMoney(order.total, decimal(String(advanceBasisPoints / 10_000))))
  const shares = new Map<string, { tax: TaxTreatment; amount: number }>()
  const add = (tax: TaxTreatment, { amount }: Money) =>
    shares.set(taxKey(tax), { tax, amount: (shares.get(taxKey(tax))?.amount ?? 0) + amount })
  for (const { lineId, unitPrice, due } of order.deliveries) {
    const line = order.lines.find(({ id }) => id === lineId)
    if (line) add(taxes.ofLine(lineId), mustHold(orderedNet({ ...line, unitPrice }, due, order.currency)))
  }
  for (const { net, tax } of chargesOf(order, taxes.charges)) add(tax, net)
  const groups = [...shares.values()]
  const parts = mustHold(
    allocateMoney(
      whole,
      groups.map(({ amount }) => amount),
    ),
  )
  return groups.map(({ tax }, index) => ({
    id: String(index + 1),
    name: `Advance of ${advanceBasisPoints / 100} % of the order`,
    quantity: 1,
    pricedPer: 'piece',
    unitPrice: moneyToDecimal(parts[index]!),
    net: parts[index]!,
    tax,
  }))
}

export const unknownOrder: Rejection = {
  kind: 'not-found',
  code: 'invoice/unknown-order',
  detail: 'There is no such order, or you do not take part in it.',
}
const notConfirmed = (status: string): Rejection => ({
  kind: 'conflict',
  code: 'invoice/order-not-confirmed',
  detail: `An order that is ${status.replace('-', ' ')} is not invoiced.`,
  facts: { status, allowed: ['confirmed', 'closed'] },
})
const nothingPayable: Rejection = {
  kind: 'conflict',
  code: 'invoice/nothing-payable',
  detail: 'Nothing of this order is payable that was not invoiced before.',
}
const noAdvance: Rejection = {
  kind: 'conflict',
  code: 'invoice/no-advance',
  detail: 'The payment terms of this order know no advance.',
}
const unknownDelivery = (index: number): Rejection =>
  invalidField('invoice/unknown-delivery', `/lines/${index}/deliveryId`, 'The order has no such delivery.')
const noCatchWeight = (index: number): Rejection =>
  invalidField('invoice/no-catch-weight', `/lines/${index}/grams`, 'These goods are not sold by catch weight.')
const otherCurrency = (pointer: string, wanted: string): Rejection =>
  invalidField('money/currency-mismatch', pointer, `This order is in ${wanted}.`)
