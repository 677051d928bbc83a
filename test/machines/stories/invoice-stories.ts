/** Invoices, the account of an order and the numbers of both, with all that can be said of them. */
import type { LocalDate } from '../../../src/kernel/time.ts'
import type { BillingCommand } from '../../../src/services/invoice/billing/billing.ts'
import type { TakeNumber } from '../../../src/services/invoice/billing/number-series.ts'
import {
  billingAggregate,
  invoiceAggregate,
  seriesAggregate,
} from '../../../src/services/invoice/document/invoice-view.ts'
import type { InvoiceDetails, Issued } from '../../../src/services/invoice/document/invoice-details.ts'
import type { InvoiceCommand } from '../../../src/services/invoice/document/invoice-state.ts'
import {
  at,
  by,
  detailsOf,
  eur$,
  goods,
  issuing,
  standard,
} from '../../../src/services/invoice/invoice-core.fixture.ts'
import type { TaxTreatment } from '../../../src/services/invoice/tax/tax-treatment.ts'
import { fullPayment, fullPlace } from './order-stories.ts'
import { storiesOf, type Story } from './story.ts'

const taxed = standard('21')
const exempt: TaxTreatment = {
  category: 'E',
  ratePercent: standard('0').ratePercent!,
  reason: 'Exempt.',
  reasonCode: 'VATEX-EU-132',
}
const outside: TaxTreatment = { category: 'O', reasonCode: 'VATEX-EU-O' }
const { siteId: _site, ...place } = fullPlace

const full = detailsOf({
  poNumber: 'PO-1',
  paymentTerms: fullPayment,
  billTo: place,
  shipTo: place,
  lines: [
    goods(10, '8.40', {
      productId: 'prd_1',
      sku: 'G',
      buyerItemCode: 'B-1',
      grams: 50_000,
      pricedPer: 'kilogram',
      tax: taxed,
    }),
    goods(5, '2', { id: '2', deliveryId: '1.2', tax: exempt }),
    goods(5, '2', { id: '3', deliveryId: '1.3', tax: taxed }),
  ],
  charges: [
    { id: 'chg_1', kind: 'freight', description: 'Cooled', net: eur$('10'), tax: taxed },
    { id: 'chg_2', kind: 'other', net: eur$('1'), tax: exempt },
  ],
  allowances: [
    { reason: 'Regular customer', net: eur$('1'), tax: taxed },
    { reason: 'Late', net: eur$('1'), tax: exempt },
  ],
  deductions: [
    { invoiceId: 'inv_a', number: 'INV-0', net: eur$('5'), tax: taxed },
    { invoiceId: 'inv_b', number: 'INV-00', net: eur$('5'), tax: exempt },
  ],
  transportEvidence: [{ kind: 'cmr', reference: 'CMR-1' }],
  note: 'Thank you.',
})
const allOutside = detailsOf({
  kind: 'partial',
  lines: [goods(5, '20', { tax: outside })],
  charges: [{ id: 'chg_1', kind: 'freight', net: eur$('1'), tax: outside }],
  allowances: [{ reason: 'Late', net: eur$('1'), tax: outside }],
  deductions: [{ invoiceId: 'inv_a', number: 'INV-0', net: eur$('1'), tax: outside }],
})
const { deliveryId: _delivery, ...withoutDelivery } = goods(1, '100', { name: 'Advance' })
const advance = detailsOf({ kind: 'advance', lines: [withoutDelivery] })

const day = at.slice(0, 10) as LocalDate
const party = {
  organisationId: 'org_1',
  legalName: 'One',
  country: 'NL',
  gln: '8712345000004',
  taxId: { country: 'NL', number: 'NL123456789B01' },
}
const fullyIssued: Issued = {
  ...issuing,
  seller: party,
  buyer: party,
  deliveredOn: day,
  due: { days: 30, countsFrom: 'delivery', countedFrom: day, dueOn: '2027-04-11' as LocalDate },
  warnings: [{ code: 'perishable-over-30-days', detail: 'Perishable food is paid within 30 days.' }],
  transportEvidence: [{ kind: 'cmr', reference: 'CMR-1' }],
}
const draft = (details: InvoiceDetails): InvoiceCommand => ({ type: 'draft', at, by, details })
const issue = (issued: Issued): InvoiceCommand => ({ type: 'issue', at, by, issued })
const note = { id: 'crn_1', number: 'CN-1', issuedOn: day, reason: 'Short.' }
const invoice = storiesOf<InvoiceCommand>(invoiceAggregate)

const parties = { buyerId: 'org_b', supplierId: 'org_s' }
const billed = {
  type: 'invoice',
  at,
  ...parties,
  parts: [],
  chargeIds: [],
  deducts: [],
  atMost: { '1.1': 100 },
} as const
const shares = [
  { net: eur$('10'), tax: exempt },
  { net: eur$('10'), tax: outside },
]

export const invoiceStories: readonly Story[] = [
  invoice(
    'with everything said',
    draft(full),
    issue(fullyIssued),
    {
      type: 'credit',
      at,
      by,
      note: { ...note, claimId: 'clm_1' },
      wish: {
        lines: [
          { lineId: '1', quantity: 1, grams: 5_000 },
          { lineId: '2', quantity: 1 },
        ],
        charges: [{ chargeId: 'chg_1', amount: eur$('1') }],
      },
    },
    { type: 'record-payment', at, by, payment: { amount: eur$('1'), paidOn: day, reference: 'RF18' }, orderedOn: day },
  ),
  invoice('not subject to tax', draft(allOutside), issue(issuing), { type: 'credit', at, by, note, wish: 'rest' }),
  invoice('an advance', draft(advance), issue(issuing)),
  storiesOf<BillingCommand>(billingAggregate)(
    'goods by weight, and an advance without tax',
    { ...billed, invoiceId: 'inv_1', parts: [{ deliveryId: '1.1', quantity: 10, grams: 50_000 }] },
    { type: 'credit', at, invoiceId: 'inv_1', parts: [{ deliveryId: '1.1', quantity: 1, grams: 5_000 }], whole: false },
    { ...billed, invoiceId: 'inv_2', advance: { number: 'INV-2', shares } },
  ),
  storiesOf<TakeNumber>(seriesAggregate)('taken', { type: 'take', at, documentId: 'inv_1' }),
]
