/** Shipments, samples, standing orders and claims with all that can be said of them, and what is counted beside them. */
import type { LocalDate } from '../../../src/kernel/time.ts'
import type { ClaimAccountCommand } from '../../../src/services/order/claim/claim-account.ts'
import { claimAccountAggregate, claimAggregate } from '../../../src/services/order/claim/claim-view.ts'
import type { ClaimCommand } from '../../../src/services/order/claim/claim-state.ts'
import {
  acceptIt,
  creditIt,
  lineOf,
  receiveReturn,
  submit,
} from '../../../src/services/order/claim/claim-under-test.ts'
import { sampleAggregate } from '../../../src/services/order/sample/sample-view.ts'
import type { SampleCommand, SampleRequest } from '../../../src/services/order/sample/sample.ts'
import type { LabelCommand } from '../../../src/services/order/shipment/package-labels.ts'
import { labelsAggregate } from '../../../src/services/order/shipment/package-labels-view.ts'
import type {
  PickedPortion,
  ReceiptLine,
  ShipmentDetails,
} from '../../../src/services/order/shipment/shipment-details.ts'
import type { ShipmentCommand } from '../../../src/services/order/shipment/shipment-state.ts'
import { shipmentAggregate } from '../../../src/services/order/shipment/shipment-view.ts'
import type { StandingOrderCommand } from '../../../src/services/order/standing/standing-order-state.ts'
import { openedWith, termsOf } from '../../../src/services/order/standing/standing-order-under-test.ts'
import { standingOrderAggregate } from '../../../src/services/order/standing/standing-order-view.ts'
import { fullPayment, fullPlace } from './order-stories.ts'
import { storiesOf, type Story } from './story.ts'

const at = '2027-03-01T08:00:00.000Z'
const by = 'usr_ann'
const note = 'By the back door.'
const deliveryId = '1.1'

const carrier = { name: 'Van Dijk', reference: 'CMR-1', vehicle: 'AB-12-CD', container: 'MSKU1234565', seal: 'S-1' }
const packages = [
  { sscc: '387123450000000016', kind: 'pallet', grossWeightGrams: 900_000, contents: [{ deliveryId, quantity: 6 }] },
  { sscc: '387123450000000023', kind: 'case' },
] as const
const documents = [
  { kind: 'packing-list', number: 'PL-1', reference: 'https://papers.example/pl-1' },
  { kind: 'other', reference: 'https://papers.example/2' },
] as const
const bare: ShipmentDetails = {
  orderId: 'ord_1',
  buyerId: 'org_b',
  supplierId: 'org_s',
  lines: [{ deliveryId, productId: 'prd_1', quantity: 10 }],
  packages: [],
  documents: [],
}
const portion = { deliveryId, siteId: 'sit_1', lotCode: 'A' }
const portions: readonly PickedPortion[] = [
  { ...portion, lotId: 'lot_a', quantity: 6, markedOn: '2027-06-01' as LocalDate, grams: 30_000 },
  { ...portion, lotId: 'lot_b', quantity: 4 },
]
const found: readonly ReceiptLine[] = [
  {
    deliveryId,
    lotId: 'lot_a',
    outcome: 'damaged',
    quantity: 1,
    disposition: 'returned',
    grams: 5_000,
    celsius: 4,
    note: 'Wet.',
    evidence: ['https://photos.example/1'],
  },
  { deliveryId, lotId: 'lot_b', outcome: 'held', quantity: 1 },
]
const released: ReceiptLine = { deliveryId, lotId: 'lot_b', outcome: 'accepted', quantity: 1, of: 'held' }
const shipment = storiesOf<ShipmentCommand>(shipmentAggregate)

const request: SampleRequest = {
  buyerId: 'org_b',
  supplierId: 'org_s',
  requestedBy: by,
  productId: 'prd_1',
  sku: 'G',
  name: 'Gouda',
  specVersion: 1,
  quantity: 300,
  measured: true,
  shipTo: fullPlace,
  purpose: 'Tasting.',
}
const lot = { lotId: 'lot_a', siteId: 'sit_1', lotCode: 'A' }

const fullTerms = termsOf({
  lines: [
    {
      productId: 'prd_1',
      quantities: { tuesday: 10, friday: { quantity: 2, level: 'case' } },
      buyerItemCode: 'B-1',
      fulfilment: 'to-be-made',
      minimumRemainingLifeDays: 20,
      pastBestBeforeConsent: true,
    },
    ...termsOf().lines,
  ],
  pauses: [{ from: '2027-03-09' as LocalDate, until: '2027-03-12' as LocalDate }],
  billTo: { siteId: 'sit_2' },
  currency: 'EUR',
  incoterm: 'DAP',
  paymentTerms: fullPayment,
  overDeliveryBasisPoints: 500,
  poNumber: 'PO-1',
  note,
  internalNote: 'Ask Bob.',
})
const barePayment = termsOf({ paymentTerms: { days: 14, from: 'invoice' } })
const change = (terms: typeof fullTerms): StandingOrderCommand => ({ type: 'change', at, by, terms })
const standing = storiesOf<StandingOrderCommand>(standingOrderAggregate)

const claim = storiesOf<ClaimCommand>(claimAggregate)
const claimed = { type: 'claim', at, buyerId: 'org_b', supplierId: 'org_s', receiptId: 'rcp_1', line: 1 } as const

export const fulfilmentStories: readonly Story[] = [
  shipment(
    'with everything said',
    { type: 'plan', at, by, details: { ...bare, carrier, packages, documents, note } },
    { type: 'pick', at, by, portions, reason: 'Closer to the door.' },
    { type: 'pack', at, by, packages },
    { type: 'dispatch', at, by, carrier, documents },
    { type: 'log-temperatures', at, by, temperatures: [{ at, celsius: 4, sensor: 'T-1' }] },
    { type: 'receive', at, by, receiptId: 'rcp_1', lines: found, note },
    { type: 'receive', at, by, receiptId: 'rcp_2', lines: [released] },
    { type: 'add-documents', at, by, documents },
  ),
  shipment(
    'by a carrier without a word of how',
    { type: 'plan', at, by, details: { ...bare, carrier: { name: 'Van Dijk' } } },
    { type: 'pick', at, by, portions },
    { type: 'dispatch', at, by, carrier: { name: 'Van Dijk' }, documents: [] },
  ),
  storiesOf<SampleCommand>(sampleAggregate)(
    'with everything said',
    { type: 'request', at, by, request },
    { type: 'accept', at, by },
    { type: 'send', at, by, carrier: { name: 'Post', reference: 'RR123' }, lot },
    { type: 'receive', at, by, verdict: 'unfit', notes: 'Bitter.' },
  ),
  standing('with everything said', openedWith(fullTerms), change(barePayment), change(fullTerms), {
    type: 'pause',
    at,
    by,
  }),
  standing('without an advance', openedWith(barePayment)),
  standing('over by itself', openedWith(), { type: 'give-up', at: '2027-04-01T08:00:00.000Z' }),
  standing('ended without a word', openedWith(), { type: 'end', at, by }),
  claim(
    'a replacement of goods by weight',
    submit({ of: lineOf({ grams: 500_000 }), remedy: 'replacement', evidence: ['https://photos.example/1'] }),
    acceptIt({ quantity: 25, reason: 'The rest is sound.' }),
  ),
  claim('a return', submit({ remedy: 'return' }), acceptIt(), receiveReturn({ quantity: 30 }), creditIt(30)),
  storiesOf<ClaimAccountCommand>(claimAccountAggregate)(
    'claimed and settled',
    { ...claimed, claimId: 'clm_1', quantity: 40, atMost: 100 },
    { type: 'settle', at, claimId: 'clm_1', quantity: 25 },
  ),
  storiesOf<LabelCommand>(labelsAggregate)('issued', { type: 'issue', at, count: 3 }),
]
