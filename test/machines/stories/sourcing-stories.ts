/** RFQs, templates, quotes and awards with all that can be said of them, and what is counted and written beside them. */
import { currency } from '../../../src/kernel/currency.ts'
import { decimal } from '../../../src/kernel/decimal.ts'
import type { Instant } from '../../../src/kernel/time.ts'
import type { AwardCommand, AwardContent } from '../../../src/services/rfq/award/award.ts'
import { awardAggregate } from '../../../src/services/rfq/award/award-view.ts'
import { exchangeRatesAggregate } from '../../../src/services/rfq/comparison/exchange-rate-view.ts'
import type { SetRates } from '../../../src/services/rfq/comparison/exchange-rates.ts'
import type { GivenQuote } from '../../../src/services/rfq/quote/quote-details.ts'
import type { QuoteCommand } from '../../../src/services/rfq/quote/quote.ts'
import { quoteAggregate } from '../../../src/services/rfq/quote/quote-view.ts'
import { checkedRfqDetails } from '../../../src/services/rfq/request/rfq-checks.ts'
import type { GivenRfqDetails } from '../../../src/services/rfq/request/rfq-details.ts'
import type { RfqCommand } from '../../../src/services/rfq/request/rfq-events.ts'
import type { PostMessage } from '../../../src/services/rfq/request/rfq-messages.ts'
import type { TakeNumber } from '../../../src/services/rfq/request/rfq-number.ts'
import { rfqAggregate, rfqMessagesAggregate, rfqNumberAggregate } from '../../../src/services/rfq/request/rfq-view.ts'
import { templateOf, type RfqTemplateCommand } from '../../../src/services/rfq/template/rfq-template.ts'
import { rfqTemplateAggregate } from '../../../src/services/rfq/template/rfq-template-view.ts'
import { rfqDetails } from '../sourcing-machines.ts'
import { storiesOf, type Story } from './story.ts'

const at = '2026-08-01T09:00:00.000Z'
const by = 'usr_1'
const note = 'Ring twice.'
const euros = (amount: number) => ({ amount, currency: currency('EUR') })
const dollars = (amount: number) => ({ amount, currency: currency('USD') })

const line = rfqDetails.lines[0]!
const fullRfq: GivenRfqDetails = {
  ...rfqDetails,
  title: 'Spring',
  lines: [
    {
      ...line,
      item: { kind: 'product', productId: 'prd_1', name: 'Butter' },
      buyerItemCode: 'B-1',
      targetPrice: '12.5',
      requiredCertificates: ['organic-eu'],
      allergenExclusions: ['peanuts'],
    },
    { ...line, id: '2' },
  ],
  deliveries: [
    { date: '2026-10-01', share: 60 },
    { date: '2026-11-01', share: 40 },
  ],
  paymentTerms: { days: 30, from: 'delivery', advanceBasisPoints: 3_000 },
  visibility: { kind: 'open' },
  note,
}
const draft: RfqCommand = { type: 'draft', at, by, rfqId: 'rfq_1', number: 1, buyerId: 'org_b', details: fullRfq }
const publish: RfqCommand = { type: 'publish', at, by }
const receive: RfqCommand = { type: 'receive-quote', at, by, quoteId: 'qte_1', supplierId: 'org_s', version: 1 }
const checked = checkedRfqDetails(fullRfq, 'org_b')
if (!checked.ok) throw new Error(checked.rejection.detail)

const rfq = storiesOf<RfqCommand>(rfqAggregate)

const parties = { rfqId: 'rfq_1', buyerId: 'org_b', supplierId: 'org_s' }
const product = { productId: 'prd_1', sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' } as const
const offered = { product, breaks: [{ from: 1, unitPrice: '12.50' }], quantity: 100, leadTimeDays: 3 }
const charges = [
  { kind: 'freight', description: 'Cooled', amount: euros(1_000) },
  { kind: 'insurance', amount: euros(100) },
] as const
const content: GivenQuote = {
  currency: 'EUR',
  incoterm: 'DAP',
  place: 'Rotterdam',
  validUntil: '2026-08-10T12:00:00.000Z',
  charges,
  lines: [
    {
      ...offered,
      line: '1',
      product: { ...product, pricedPer: 'kilogram', nominalGrams: 5_000 },
      fulfilment: 'to-be-made',
      packaging: 'Cases of 6',
      originSiteId: 'sit_s',
      note,
    },
    { ...offered, line: '2', fulfilment: 'from-stock' },
  ],
  note,
}
const submit = (place: string): QuoteCommand => ({ type: 'submit', at, by, ...parties, content: { ...content, place } })

const allotted = { quoteId: 'qte_1', version: 1, supplierId: 'org_s', quantity: 10, unitPrice: decimal('12.5') }
const inDollars = { ...allotted, currency: currency('USD'), net: dollars(12_500) }
const award: AwardContent = {
  rfqId: 'rfq_1',
  buyerId: 'org_b',
  lines: [
    { ...inDollars, line: '1', product: { ...product, pricedPer: 'kilogram', nominalGrams: 5_000 } },
    { ...inDollars, line: '2', product },
  ],
  quotes: [
    { quoteId: 'qte_1', version: 1, supplierId: 'org_s', charges, total: dollars(26_100), converted: euros(24_012) },
  ],
  total: euros(24_012),
  judged: euros(24_012),
  rates: { to: currency('EUR'), rates: [{ from: currency('USD'), rate: decimal('0.92'), asOf: at as Instant }] },
  chain: [
    { kind: 'role', role: 'approver' },
    { kind: 'user', userId: 'usr_2' },
  ],
  final: true,
  poNumber: 'PO-1',
  note,
}
const message = { type: 'post', at, by, buyerId: 'org_b', text: 'When?' } as const

export const sourcingStories: readonly Story[] = [
  rfq(
    'with everything said, then changed',
    draft,
    { type: 'change', at, by, details: { ...fullRfq, place: 'Urk' } },
    publish,
  ),
  rfq(
    'an award rejected',
    draft,
    publish,
    receive,
    { type: 'close', at, by },
    {
      type: 'propose-award',
      at,
      by,
      awardId: 'awd_1',
      total: euros(1_000),
      lines: [{ line: '1', quantity: 10 }],
      final: false,
    },
    { type: 'settle-award', at, by, awardId: 'awd_1', outcome: 'rejected' },
  ),
  storiesOf<RfqTemplateCommand>(rfqTemplateAggregate)('with everything said', {
    type: 'save',
    at,
    by,
    name: 'Butter',
    buyerId: 'org_b',
    rfqId: 'rfq_1',
    content: templateOf(checked.value),
  }),
  storiesOf<QuoteCommand>(quoteAggregate)('with everything said, then revised', submit('Urk'), submit('Lemmer'), {
    type: 'withdraw',
    at,
    by,
    reason: 'Sold out.',
  }),
  storiesOf<AwardCommand>(awardAggregate)(
    'with everything said, approved by a deputy',
    { type: 'propose', at, by, content: award },
    { type: 'approve', at, by: 'usr_2', entitled: true, inSteadOf: 'usr_3' },
  ),
  storiesOf<PostMessage>(rfqMessagesAggregate)(
    'asked and answered, one and all',
    { ...message, id: 'msg_1', from: 'org_s', to: { kind: 'buyer' } },
    { ...message, id: 'msg_2', from: 'org_b', to: { kind: 'supplier', supplierId: 'org_s' } },
    { ...message, id: 'msg_3', from: 'org_b', to: { kind: 'all' } },
  ),
  storiesOf<TakeNumber>(rfqNumberAggregate)('taken', { type: 'take', at, rfqId: 'rfq_1' }),
  storiesOf<SetRates>(exchangeRatesAggregate)('set', {
    type: 'set',
    at,
    by,
    base: 'EUR',
    asOf: at,
    rates: [{ currency: 'USD', rate: '0.92' }],
  }),
]
