/** Issues a draft: judged once more against the order, numbered and dated in the same commit, and from then on unchangeable. */
import { Rejected, invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { utcDate, type Instant, type LocalDate } from '../../../kernel/time.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { BillableOrder } from '../../order/contract.ts'
import { invoicedPartyOf, type InvoicedParty } from '../../organisation/contract.ts'
import { tradedProduct } from '../../product/contract.ts'
import { isSeriesNumber, numberIn } from '../billing/number-series.ts'
import { isInUnion, problemOfTaxes, type TaxId } from '../tax/tax-conditions.ts'
import { billedBy, readAccount } from './create-invoice.ts'
import { dueDateOf, warningsOf, type Keeping, type TradeDays } from './due-date.ts'
import type { InvoiceDetails, Party, TransportEvidence } from './invoice-details.ts'
import type { NumberInput } from './invoice-schemas.ts'
import type { KnownInvoice } from './invoice-state.ts'
import { refusalOf } from './invoice.ts'
import { billingAggregate, invoiceAggregate, ownNumberAggregate, seriesAggregate } from './invoice-view.ts'

export type IssueInvoice = {
  readonly invoiceId: string
  readonly invoice: KnownInvoice
  readonly by: string
  readonly input: NumberInput & { readonly sellerTaxNumber?: string }
}

export async function issueInvoice(unit: Unit, documents: Documents, issue: IssueInvoice): Promise<void> {
  const { invoiceId, invoice, by, input } = issue
  const { at } = unit
  const { orderId, supplierId } = invoice
  const refusal = refusalOf('issue', invoice)
  if (refusal) throw new Rejected(refusal)
  const account = await readAccount(unit, documents, { orderId, organisationId: supplierId })
  const transportEvidence = [...invoice.transportEvidence, ...papersOf(account.order)]
  const parties = await readParties(unit, invoice, input.sellerTaxNumber)
  const problem = problemOfTaxes({
    categories: taxesOf(invoice),
    seller: parties.seller.taxId,
    buyer: parties.buyer.taxId,
    destination: invoice.shipTo.address.country,
    transportEvidence: transportEvidence.length,
  })
  if (problem) throw new Rejected(problem)
  const number = await takeNumber(unit, { sellerId: supplierId, documentId: invoiceId, series: 'INV' }, input)
  await unit.decide(billingAggregate, orderId, {
    type: 'invoice',
    ...billedBy(account, { invoiceId, at, number }, invoice),
  })
  const on = daysOf(account.order, invoice, utcDate(at as Instant))
  // An advance is for now; the terms are for the goods.
  const due = dueDateOf(invoice.kind === 'advance' ? { days: 0, from: 'invoice' } : invoice.paymentTerms, on)
  const { issuedOn, deliveredOn } = on
  const issued = {
    number,
    issuedOn,
    ...parties,
    due,
    transportEvidence,
    ...(deliveredOn !== undefined && { deliveredOn }),
    warnings: warningsOf(due, on, await readKeeping(unit, invoice)),
  }
  await unit.decide(invoiceAggregate, invoiceId, { type: 'issue', at, by, issued })
}

type Numbering = { readonly sellerId: string; readonly documentId: string; readonly series: string }

/** The seller's own number, once; or the next of its series, which is the version of a stream of its own. */
export async function takeNumber(
  unit: Unit,
  { sellerId, documentId, series: usual }: Numbering,
  { number, series = usual }: NumberInput,
): Promise<string> {
  const { at } = unit
  if (number === undefined) {
    const { last } = await unit.decide(seriesAggregate, `${sellerId}.${series}`, { type: 'take', at, documentId })
    return numberIn(series, last)
  }
  if (isSeriesNumber(number)) throw new Rejected(reservedNumber)
  await unit.decide(ownNumberAggregate, `${sellerId}.${number.toUpperCase()}`, { type: 'claim', at, documentId })
  return number
}

const taxesOf = ({ lines, charges, allowances, deductions }: InvoiceDetails) =>
  [...lines, ...charges, ...allowances, ...deductions].map(({ tax }) => tax.category)

async function readParties(unit: Unit, invoice: InvoiceDetails, sellerTaxNumber: string | undefined) {
  const [seller, buyer] = await Promise.all([
    invoicedPartyOf(unit, invoice.supplierId),
    invoicedPartyOf(unit, invoice.buyerId),
  ])
  if (!seller || !buyer) throw new Error(`A party of an invoice of ${invoice.orderId} does not exist.`)
  const sellerId = sellerTaxId(seller, sellerTaxNumber)
  return { seller: partyOf(seller, sellerId), buyer: partyOf(buyer, buyerTaxId(buyer, invoice, sellerId)) }
}

function sellerTaxId({ taxIds = [], country }: InvoicedParty, wanted: string | undefined): TaxId | undefined {
  if (wanted === undefined) return taxIds.find((id) => id.country === country) ?? taxIds[0]
  const found = taxIds.find(({ number }) => number === wanted)
  if (!found) throw new Rejected(notYourNumber)
  return found
}

/** Between member states, a registration in another one, that of the destination first; else where the bill goes. */
function buyerTaxId(buyer: InvoicedParty, invoice: InvoiceDetails, seller: TaxId | undefined): TaxId | undefined {
  const { taxIds = [], country } = buyer
  const of = (wanted: string) => taxIds.find((id) => id.country === wanted)
  const { billTo, shipTo } = invoice
  if (!taxesOf(invoice).includes('K')) return of(billTo.address.country) ?? of(country) ?? taxIds[0]
  const elsewhere = taxIds.filter((id) => isInUnion(id.country) && id.country !== seller?.country)
  return elsewhere.find((id) => id.country === shipTo.address.country) ?? elsewhere[0]
}

const partyOf = ({ id, legalName, country, gln }: InvoicedParty, taxId: TaxId | undefined): Party => ({
  organisationId: id,
  legalName,
  country,
  ...(gln !== undefined && { gln }),
  ...(taxId && { taxId }),
})

/** Papers of the carriage show where goods went; packing lists and certificates do not. */
const papersOf = ({ papers }: BillableOrder): readonly TransportEvidence[] =>
  papers.filter(({ kind }) => kind === 'bill-of-lading' || kind === 'consignment-note')

function daysOf(order: BillableOrder, { lines }: InvoiceDetails, issuedOn: LocalDate): TradeDays {
  const consignments = order.deliveries
    .filter(({ id }) => lines.some(({ deliveryId }) => deliveryId === id))
    .flatMap((delivery) => delivery.consignments)
  const latest = (days: readonly (LocalDate | undefined)[]) =>
    days
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1)
  const dispatchedOn = latest(consignments.map((each) => each.dispatchedOn))
  const deliveredOn = latest(consignments.map((each) => each.arrivedOn))
  return {
    issuedOn,
    ...(dispatchedOn !== undefined && { dispatchedOn }),
    ...(deliveredOn !== undefined && { deliveredOn }),
  }
}

async function readKeeping(unit: Unit, { lines }: InvoiceDetails): Promise<readonly Keeping[]> {
  const ids = new Set(lines.flatMap(({ productId }) => productId ?? []))
  const products = await Promise.all([...ids].map((id) => tradedProduct(unit, id)))
  return products.map(({ shelfLifeDays, dateMark }) => ({
    dateMark,
    ...(shelfLifeDays !== undefined && { shelfLifeDays }),
  }))
}

const reservedNumber: Rejection = invalidField(
  'invoice/number-reserved',
  '/number',
  'Numbers such as INV-17 are given by the exchange. Leave `number` out, or write your own otherwise (INV-0017, 2027-17).',
)
const notYourNumber: Rejection = invalidField(
  'invoice/not-your-registration',
  '/sellerTaxNumber',
  'Your organisation has entered no such tax registration.',
)
