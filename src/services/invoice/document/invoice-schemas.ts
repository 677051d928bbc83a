/** The shapes in which invoices and credit notes are asked for over REST; the terms of EN 16931 stand in brackets. */
import { Type, type Static } from 'typebox'
import { seriesForm } from '../billing/number-series.ts'
import { taxCategories } from '../tax/tax-treatment.ts'
import { allowancesMax, evidenceMax, invoiceKinds, linesMax } from './invoice-details.ts'

const id = (prefix: string, what: string) =>
  Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$`, description: `${what} id.` })
export const InvoiceId = id('inv', 'An invoice’s')
export const CreditNoteId = id('crn', 'A credit note’s')
export const ClaimId = id('clm', 'A claim’s')
export const OrderId = id('ord', 'An order’s')
export const OrganisationId = id('org', 'An organisation’s')
export const DeliveryId = Type.String({ pattern: '^[1-9][0-9]{0,2}\\.[1-9][0-9]{0,2}$', description: 'Of the order.' })
export const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD.' })
export const Instant = Type.String({ format: 'date-time' })
const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, ...(description !== undefined && { description }) })
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })
const PositiveMoney = Type.Object({
  amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Minor units.' }),
  currency: Currency,
})
const quantityMax = 1_000_000_000_000
const Quantity = Type.Integer({ minimum: 1, maximum: quantityMax, description: 'In base units.' })
const Grams = Type.Integer({ minimum: 1, maximum: quantityMax, description: 'Of catch weight.' })

export const Category = Type.Enum([...taxCategories], {
  description:
    'S standard, Z zero rated, E exempt, AE reverse charge, K intra-community, G export, O not subject to tax, L Canary Islands, M Ceuta and Melilla.',
})
export const Rate = Type.String({ pattern: '^[0-9]{1,3}(\\.[0-9]{1,4})?$', description: 'Percent: "21", "5.5".' })
export const TaxBody = Type.Object(
  {
    category: Category,
    ratePercent: Type.Optional(Rate),
    reason: Type.Optional(Text(300, 'Why there is no tax, in words (BT-120).')),
    reasonCode: Type.Optional(
      Type.String({ pattern: '^VATEX-[A-Z0-9-]{2,40}$', description: 'Of the VATEX list (BT-121).' }),
    ),
  },
  { description: 'A rate for S, L and M; a reason for E. AE, K, G and O bring their own code.' },
)
export type TaxInput = Static<typeof TaxBody>

export const Evidence = Type.Object({ kind: Text(60), reference: Text(500, 'Where it can be read.') })
const EvidenceList = Type.Array(Evidence, { maxItems: evidenceMax })

export const DraftBody = Type.Object({
  kind: Type.Optional(
    Type.Enum([...invoiceKinds], {
      description:
        '`advance`: what the payment terms ask for before the goods. `partial`: goods so far. `final` (unless said otherwise): goods, with the order’s charges, less its advance.',
    }),
  ),
  tax: TaxBody,
  lineTaxes: Type.Optional(
    Type.Array(Type.Object({ lineId: Text(10, 'A line of the order.'), tax: TaxBody }), {
      maxItems: 200,
      description: 'Lines that are taxed otherwise.',
    }),
  ),
  chargesTax: Type.Optional(TaxBody),
  lines: Type.Optional(
    Type.Array(Type.Object({ deliveryId: DeliveryId, quantity: Quantity, grams: Type.Optional(Grams) }), {
      minItems: 1,
      maxItems: linesMax,
      description:
        'Absent: all that is payable and was not invoiced. What goes beyond that is blocked until it is payable, or credited.',
    }),
  ),
  allowances: Type.Optional(
    Type.Array(Type.Object({ reason: Text(200), amount: PositiveMoney, tax: Type.Optional(TaxBody) }), {
      maxItems: allowancesMax,
    }),
  ),
  transportEvidence: Type.Optional(EvidenceList),
  note: Type.Optional(Text(2_000)),
})
export type DraftInput = Static<typeof DraftBody>

const numbering = {
  number: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9 ./_-]{0,39}$',
      description: 'Your own number, once. Absent: the next one of the series, without gaps.',
    }),
  ),
  series: Type.Optional(
    Type.String({
      pattern: seriesForm,
      description: 'INV for invoices and CN for credit notes unless said otherwise.',
    }),
  ),
}
export type NumberInput = { readonly number?: string; readonly series?: string }

export const IssueBody = Type.Object({
  ...numbering,
  sellerTaxNumber: Type.Optional(Text(40, 'One of your registrations, as your organisation shows it.')),
})
export const PaymentBody = Type.Object({
  amount: PositiveMoney,
  paidOn: Day,
  reference: Type.Optional(Text(140, 'Of the transfer.')),
})
export const CreditBody = Type.Object(
  {
    reason: Text(500),
    claimId: Type.Optional(
      Type.String({
        pattern: '^clm_[0-9a-f]{32}$',
        description: 'The claim that it answers: of the same order, conceded, and not credited yet.',
      }),
    ),
    lines: Type.Optional(
      Type.Array(
        Type.Object({
          lineId: Text(10, 'A line of the invoice.'),
          quantity: Type.Integer({ minimum: 0, maximum: quantityMax, description: 'In base units.' }),
          grams: Type.Optional(Grams),
        }),
        { minItems: 1, maxItems: linesMax },
      ),
    ),
    charges: Type.Optional(
      Type.Array(Type.Object({ chargeId: Text(10), amount: PositiveMoney }), { minItems: 1, maxItems: 20 }),
    ),
    ...numbering,
  },
  { description: 'Without `lines` and `charges`, all that is left of the invoice.' },
)
export type CreditInput = Static<typeof CreditBody>
