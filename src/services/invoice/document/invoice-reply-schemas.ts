/** The shapes in which invoices and credit notes are shown. */
import { Type } from 'typebox'
import { invoiceKinds } from './invoice-details.ts'
import {
  Category,
  ClaimId,
  CreditNoteId,
  Currency,
  Day,
  DeliveryId,
  Evidence,
  Instant,
  InvoiceId,
  OrderId,
  OrganisationId,
  Rate,
} from './invoice-schemas.ts'

const Money = Type.Object({ amount: Type.Integer({ description: 'Minor units.' }), currency: Currency })
const count = Type.Integer({ minimum: 0 })
const TaxShown = Type.Object({
  category: Category,
  ratePercent: Type.Optional(Rate),
  reason: Type.Optional(Type.String()),
  reasonCode: Type.Optional(Type.String()),
})
const TotalsBody = Type.Object({
  lines: Money,
  allowances: Money,
  charges: Money,
  net: Money,
  tax: Money,
  gross: Money,
  due: Money,
  breakdown: Type.Array(Type.Object({ ...TaxShown.properties, taxable: Money, tax: Money })),
})
const PlaceBody = Type.Object({
  siteId: Type.Optional(Type.String()),
  name: Type.String(),
  gln: Type.Optional(Type.String()),
  address: Type.Object({
    lines: Type.Array(Type.String()),
    postalCode: Type.Optional(Type.String()),
    city: Type.String(),
    region: Type.Optional(Type.String()),
    country: Type.String(),
  }),
})
const PartyBody = Type.Object({
  organisationId: OrganisationId,
  legalName: Type.String(),
  country: Type.String(),
  gln: Type.Optional(Type.String()),
  taxId: Type.Optional(Type.Object({ country: Type.String(), number: Type.String() })),
})
const Start = Type.Enum(['invoice', 'dispatch', 'delivery', 'end-of-month'])
const PaymentTermsBody = Type.Object({
  days: count,
  from: Start,
  advanceBasisPoints: Type.Optional(Type.Integer()),
})
export const InvoiceStatusSchema = Type.Enum(['draft', 'issued', 'discarded'])
const PaymentStatusSchema = Type.Enum(['unpaid', 'part-paid', 'paid'])

export const InvoiceBody = Type.Object(
  {
    id: InvoiceId,
    status: InvoiceStatusSchema,
    kind: Type.Enum([...invoiceKinds]),
    number: Type.Optional(Type.String({ description: 'BT-1, from when it was issued.' })),
    issuedOn: Type.Optional(Day),
    orderId: OrderId,
    poNumber: Type.Optional(Type.String()),
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    seller: Type.Optional(PartyBody),
    buyer: Type.Optional(PartyBody),
    currency: Currency,
    incoterm: Type.String(),
    paymentTerms: PaymentTermsBody,
    due: Type.Optional(
      Type.Object({
        days: count,
        countsFrom: Start,
        countedFrom: Type.Optional(Day),
        dueOn: Type.Optional(
          Type.String({ format: 'date', description: 'Absent while what it counts from has not happened.' }),
        ),
      }),
    ),
    deliveredOn: Type.Optional(Day),
    billTo: PlaceBody,
    shipTo: PlaceBody,
    lines: Type.Array(
      Type.Object({
        id: Type.String(),
        deliveryId: Type.Optional(DeliveryId),
        productId: Type.Optional(Type.String()),
        sku: Type.Optional(Type.String()),
        buyerItemCode: Type.Optional(Type.String()),
        name: Type.String(),
        quantity: Type.Integer(),
        grams: Type.Optional(Type.Integer()),
        pricedPer: Type.Enum(['piece', 'kilogram', 'litre']),
        unitPrice: Type.String(),
        net: Money,
        tax: TaxShown,
      }),
    ),
    charges: Type.Array(
      Type.Object({
        id: Type.String(),
        kind: Type.String(),
        description: Type.Optional(Type.String()),
        net: Money,
        tax: TaxShown,
      }),
    ),
    allowances: Type.Array(Type.Object({ reason: Type.String(), net: Money, tax: TaxShown })),
    deductions: Type.Array(
      Type.Object(
        { invoiceId: InvoiceId, number: Type.String(), net: Money, tax: TaxShown },
        { description: 'An advance taken off, before tax.' },
      ),
    ),
    totals: TotalsBody,
    credited: Money,
    paid: Money,
    open: Money,
    paymentStatus: PaymentStatusSchema,
    payments: Type.Array(
      Type.Object({ at: Instant, paidOn: Day, amount: Money, reference: Type.Optional(Type.String()) }),
    ),
    warnings: Type.Array(
      Type.Object({
        code: Type.Enum(['perishable-over-30-days', 'food-over-60-days']),
        detail: Type.String(),
      }),
    ),
    transportEvidence: Type.Array(Evidence),
    note: Type.Optional(Type.String()),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'Invoice' },
)

export const InvoiceSummaryBody = Type.Object(
  {
    id: InvoiceId,
    status: InvoiceStatusSchema,
    kind: InvoiceBody.properties.kind,
    number: Type.Optional(Type.String()),
    issuedOn: Type.Optional(Day),
    dueOn: Type.Optional(Day),
    orderId: OrderId,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    due: Money,
    open: Money,
    paymentStatus: PaymentStatusSchema,
    createdAt: Instant,
  },
  { title: 'InvoiceSummary' },
)

export const MatchBody = Type.Object(
  {
    outcome: Type.Enum(['matched', 'blocked']),
    mismatches: Type.Array(
      Type.Object({
        deliveryId: DeliveryId,
        invoiced: count,
        payable: count,
        invoicedGrams: Type.Optional(count),
        payableGrams: Type.Optional(count),
        beyond: Type.Integer({ minimum: 0, description: 'To credit, or to become payable yet.' }),
        beyondGrams: Type.Optional(count),
        credit: Money,
      }),
    ),
  },
  { title: 'InvoiceMatch' },
)

export const CreditNoteBody = Type.Object(
  {
    id: CreditNoteId,
    number: Type.String(),
    issuedOn: Day,
    reason: Type.String(),
    claimId: Type.Optional(ClaimId),
    invoiceId: InvoiceId,
    invoiceNumber: Type.String(),
    orderId: OrderId,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    currency: Currency,
    whole: Type.Boolean({ description: 'All that was left of the invoice.' }),
    lines: Type.Array(Type.Object({ lineId: Type.String(), quantity: count, grams: Type.Optional(count), net: Money })),
    charges: Type.Array(Type.Object({ chargeId: Type.String(), net: Money })),
    totals: TotalsBody,
    createdAt: Instant,
  },
  { title: 'CreditNote' },
)
