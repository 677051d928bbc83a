/** Amounts and documents as tests of the core write them: in major units, with one line of everything else. */
import { currency } from '../../kernel/currency.ts'
import { decimal } from '../../kernel/decimal.ts'
import { formatMoney, parseMoney, type Money } from '../../kernel/money.ts'
import type { Result } from '../../kernel/result.ts'
import type { LocalDate } from '../../kernel/time.ts'
import type { InvoiceDetails, InvoiceLine, Issued } from './document/invoice-details.ts'
import type { Invoice, InvoiceCommand, IssuedInvoice } from './document/invoice-state.ts'
import { invoice } from './document/invoice.ts'
import { lineNet, type Totals } from './tax/totals.ts'
import type { TaxTreatment } from './tax/tax-treatment.ts'

export const eur = currency('EUR')
export const eur$ = (text: string): Money => must(parseMoney(text, eur))
export const standard = (percent: string): TaxTreatment => ({ category: 'S', ratePercent: decimal(percent) })
export const zeroRated: TaxTreatment = { category: 'Z', ratePercent: decimal('0') }
export const at = '2027-03-10T09:00:00.000Z'
export const by = 'usr_1'

export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(`${result.rejection.code}: ${result.rejection.detail}`)
}

/** Totals in major units, without the currency, for tests to read. */
export const shown = ({ breakdown, ...sums }: Totals) => ({
  ...Object.fromEntries(Object.entries(sums).map(([name, amount]) => [name, major(amount)])),
  breakdown: breakdown.map(({ taxable, tax }) => [major(taxable), major(tax)]),
})
export const major = (amount: Money): string => formatMoney(amount).split(' ')[0]!

export function goods(quantity: number, unitPrice: string, more: Partial<InvoiceLine> = {}): InvoiceLine {
  const line = { pricedPer: 'piece', unitPrice: decimal(unitPrice), ...more } as const
  const net = must(lineNet(line, more.grams ?? quantity, eur))
  return { id: '1', deliveryId: '1.1', name: 'Gouda', tax: zeroRated, ...line, quantity, net }
}

const place = { name: 'Shop', address: { lines: ['Kade 1'], city: 'Urk', country: 'NL' } }
export const detailsOf = (more: Partial<InvoiceDetails>): InvoiceDetails => ({
  orderId: 'ord_1',
  buyerId: 'org_buyer',
  supplierId: 'org_supplier',
  kind: 'final',
  currency: eur,
  incoterm: 'DAP',
  paymentTerms: { days: 30, from: 'invoice' },
  billTo: place,
  shipTo: place,
  lines: [goods(1, '1')],
  charges: [],
  allowances: [],
  deductions: [],
  transportEvidence: [],
  ...more,
})

const day = at.slice(0, 10) as LocalDate
const party = { organisationId: 'org_1', legalName: 'One', country: 'NL' }
export const issuing: Issued = {
  number: 'INV-1',
  issuedOn: day,
  seller: party,
  buyer: party,
  due: { days: 30, countsFrom: 'invoice' },
  warnings: [],
  transportEvidence: [],
}

/** What commands make of an invoice; throws what is refused. */
export const after = (commands: readonly InvoiceCommand[], from: Invoice = invoice.initialState): Invoice =>
  commands.reduce((state, command) => must(invoice.decide(command, state)).reduce(invoice.evolve, state), from)

export const issuedWith = (more: Partial<InvoiceDetails>): IssuedInvoice =>
  after([
    { type: 'draft', at, by, details: detailsOf(more) },
    { type: 'issue', at, by, issued: issuing },
  ]) as IssuedInvoice

export const credited = (state: IssuedInvoice, wish: Extract<InvoiceCommand, { type: 'credit' }>['wish']) =>
  after(
    [{ type: 'credit', at, by, note: { id: 'crn_1', number: 'CN-1', issuedOn: day, reason: 'Short.' }, wish }],
    state,
  ) as IssuedInvoice
