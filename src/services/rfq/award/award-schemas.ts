/** The shapes in which awards come and go over REST. */
import { Type, type Static } from 'typebox'
import { allotmentsMax } from './allotment.ts'
import {
  AwardId,
  CurrencyText,
  DecimalText,
  InstantText,
  LineId,
  MoneySchema,
  Note,
  OrderId,
  OrganisationId,
  Quantity,
  QuoteId,
  RfqId,
} from '../request/rfq-schemas.ts'

export const AwardInput = Type.Object({
  lines: Type.Array(
    Type.Object({
      line: LineId,
      quoteId: QuoteId,
      version: Type.Optional(Type.Integer({ minimum: 1, description: 'The version you read; else the present one.' })),
      quantity: Type.Optional(Quantity),
      share: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 100, description: 'Percent of what the RFQ asks, instead of a quantity.' }),
      ),
    }),
    { minItems: 1, maxItems: allotmentsMax, description: 'A larger award is several; approval looks at their sum.' },
  ),
  final: Type.Optional(
    Type.Boolean({ description: 'Nothing more will be awarded: every other quote line is rejected on approval.' }),
  ),
  poNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Your own order number.' })),
  note: Type.Optional(Note),
})

const UserOrKey = Type.String({ maxLength: 40, description: 'A user or an API key.' })
const Step = Type.Union([
  Type.Object({ kind: Type.Literal('role'), role: Type.String() }),
  Type.Object({ kind: Type.Literal('user'), userId: Type.String() }),
])

export const AwardBody = Type.Object(
  {
    id: AwardId,
    rfqId: RfqId,
    status: Type.Enum(['pending-approval', 'approved', 'rejected']),
    lines: Type.Array(
      Type.Object({
        line: LineId,
        quoteId: QuoteId,
        version: Type.Integer(),
        supplierId: OrganisationId,
        quantity: Quantity,
        unitPrice: DecimalText('From the break that the quantity reaches.'),
        net: MoneySchema,
      }),
    ),
    suppliers: Type.Array(
      Type.Object({
        supplierId: OrganisationId,
        quoteId: QuoteId,
        total: MoneySchema,
        converted: MoneySchema,
        orderId: Type.Optional(OrderId),
      }),
      { description: 'With charges, in the quote’s currency and in the RFQ’s.' },
    ),
    total: MoneySchema,
    judgedTotal: Type.Object(MoneySchema.properties, {
      description: 'With what else of the RFQ was awarded: what approval rules were held against.',
    }),
    rates: Type.Array(Type.Object({ from: CurrencyText, rate: DecimalText('As used.'), asOf: InstantText })),
    chain: Type.Array(Step),
    approvals: Type.Array(
      Type.Object({
        by: UserOrKey,
        at: InstantText,
        inSteadOf: Type.Optional(Type.String({ description: 'Who had delegated the step to whoever took it.' })),
      }),
    ),
    final: Type.Boolean(),
    proposedBy: UserOrKey,
    proposedAt: InstantText,
    approvedAt: Type.Optional(InstantText),
    rejection: Type.Optional(Type.Object({ by: UserOrKey, at: InstantText, reason: Type.String() })),
    poNumber: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  { title: 'Award' },
)
export type AwardBody = Static<typeof AwardBody>
