/** The REST face of the comparison: the buyer's alone. */
import { Type } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { EvidenceOf } from '../../product/contract.ts'
import { quoteStatuses } from '../quote/quote.ts'
import { OfferedProductSchema } from '../quote/quote-schemas.ts'
import { readComparison } from './read-comparison.ts'
import { criteria } from '../request/rfq-details.ts'
import { readRfqFor } from '../request/rfq-reader.ts'
import type { RfqRouteNeeds } from '../request/rfq-routes.ts'
import {
  CurrencyText,
  DecimalText,
  InstantText,
  LineId,
  OrganisationId,
  Quantity,
  QuoteId,
  RfqId,
} from '../request/rfq-schemas.ts'
import { unknownRfq } from '../request/rfq.ts'

const Price = Type.Union(
  [
    Type.Object({
      known: Type.Literal(true),
      perUnit: DecimalText('For a piece, a kilogram or a litre, in the RFQ’s currency, to six decimals.'),
    }),
    Type.Object({
      known: Type.Literal(false),
      why: Type.Enum(['no-exchange-rate', 'below-minimum', 'too-large']),
    }),
  ],
  { description: 'What is unknown says why; it is never zero.' },
)
const Requirement = Type.Union([
  Type.Object({ kind: Type.Literal('certificate'), scheme: Type.String() }),
  Type.Object({ kind: Type.Literal('free-of'), allergen: Type.String() }),
  Type.Object({ kind: Type.Literal('remaining-life'), days: Type.Integer() }),
])
const Points = Type.Object(
  Object.fromEntries(criteria.map((name) => [name, DecimalText('0 to 100.')])) as Record<
    (typeof criteria)[number],
    ReturnType<typeof DecimalText>
  >,
)

const ComparedQuote = Type.Object({
  quoteId: QuoteId,
  version: Type.Integer(),
  supplierId: OrganisationId,
  status: Type.Enum([...quoteStatuses]),
  product: OfferedProductSchema,
  quoted: Type.Object({ unitPrice: Type.Optional(DecimalText('As quoted.')), currency: CurrencyText }),
  offeredQuantity: Quantity,
  comparedQuantity: Quantity,
  price: Price,
  landed: Price,
  meetsTarget: Type.Optional(Type.Boolean()),
  leadTimeDays: Type.Integer(),
  incoterm: Type.String(),
  place: Type.String(),
  validUntil: InstantText,
  evidence: Type.Object({ met: Type.Array(Requirement), unmet: Type.Array(Requirement) }),
  score: DecimalText('0 to 100, by the RFQ’s weights.'),
  points: Points,
})

const ComparisonBody = Type.Object(
  {
    rfqId: RfqId,
    currency: CurrencyText,
    comparedAt: InstantText,
    rates: Type.Array(
      Type.Object({ from: CurrencyText, rate: DecimalText('What one unit is worth.'), asOf: InstantText }),
      { description: 'The one set of rates that all of it was reckoned with.' },
    ),
    lines: Type.Array(Type.Object({ line: LineId, quantity: Quantity, quotes: Type.Array(ComparedQuote) })),
  },
  { title: 'Comparison' },
)

export const comparisonRoutes = ({
  readState,
  evidenceOf,
}: Pick<RfqRouteNeeds, 'readState'> & { readonly evidenceOf: EvidenceOf }): Route[] => [
  route({
    method: 'GET',
    path: '/v1/rfqs/{rfqId}/comparison',
    operationId: 'compareQuotes',
    tag: 'RFQs',
    summary: 'Compare the quotes on an RFQ',
    description:
      'One table a line, best score first: prices for one unit in the RFQ’s currency at one set of rates, goods alone and landed with charges; lead time; which evidence is met.',
    access: { kind: 'member' },
    params: Type.Object({ rfqId: RfqId }),
    reply: ComparisonBody,
    timeoutMs: 10_000,
    async handle({ params, caller, intent }) {
      const reader = { read: readState }
      const { state, viewer } = await readRfqFor(reader, params.rfqId, caller.acting.organisationId)
      if (viewer !== 'buyer') throw new Rejected(unknownRfq)
      const { rates, lines } = await readComparison(reader, evidenceOf, state, intent.at)
      return {
        body: {
          rfqId: params.rfqId,
          currency: rates.to,
          comparedAt: intent.at,
          rates: rates.rates,
          lines: lines.map(({ line, quotes }) => ({ line: line.id, quantity: line.quantity, quotes })),
        },
      }
    },
  }),
]
