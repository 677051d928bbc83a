/** The shapes in which standing orders come and go over REST. */
import { Type, type Static } from 'typebox'
import {
  Currency,
  Day,
  Instant,
  OrderId,
  OrganisationId,
  PlaceBody,
  ProductId,
  QuantitySchema,
  Text,
} from '../order/order-schemas.ts'
import { leadDaysMax, pausesMax, standingLinesMax, termDaysMax, weekdays, type Weekday } from './standing-terms.ts'

export const StandingOrderId = Type.String({ pattern: '^sto_[0-9a-f]{32}$', description: 'A standing order’s id.' })

const placed = PlaceBody.properties
const placedLine = placed.lines.items.properties

const Quantities = Type.Object(
  Object.fromEntries(weekdays.map((day) => [day, Type.Optional(QuantitySchema)])) as Record<
    Weekday,
    ReturnType<typeof Type.Optional<typeof QuantitySchema>>
  >,
  { description: 'By day of delivery; a day that is left out brings none.' },
)
const Line = Type.Object({
  productId: ProductId,
  quantities: Quantities,
  buyerItemCode: placedLine.buyerItemCode,
  fulfilment: placedLine.fulfilment,
  minimumRemainingLifeDays: placedLine.minimumRemainingLifeDays,
  pastBestBeforeConsent: placedLine.pastBestBeforeConsent,
})
const DateRangeSchema = Type.Object({ from: Day, until: Day }, { description: 'Both days included.' })

const terms = {
  lines: Type.Array(Line, { minItems: 1, maxItems: standingLinesMax }),
  from: Type.String({ format: 'date', description: 'The first day of delivery, YYYY-MM-DD.' }),
  until: Type.String({
    format: 'date',
    description: `The last day of delivery; a standing order is for ${termDaysMax} days at most.`,
  }),
  leadDays: Type.Integer({
    minimum: 0,
    maximum: leadDaysMax,
    description: 'Each order is placed so many days before its delivery, …',
  }),
  cutOffHour: Type.Integer({
    minimum: 0,
    maximum: 23,
    description: '… before this full hour (UTC), from 24 hours before it on.',
  }),
  shipTo: placed.shipTo,
  billTo: placed.billTo,
  currency: Type.Optional(Currency),
  incoterm: placed.incoterm,
  paymentTerms: placed.paymentTerms,
  overDeliveryBasisPoints: placed.overDeliveryBasisPoints,
  poNumber: placed.poNumber,
  note: placed.note,
  internalNote: placed.internalNote,
}
const Pauses = Type.Array(DateRangeSchema, { maxItems: pausesMax, description: 'Days without deliveries: holidays.' })

export const TermsBody = Type.Object({ ...terms, pauses: Type.Optional(Pauses) })
export type TermsInput = Static<typeof TermsBody>
export const OpenBody = Type.Object({ supplierId: OrganisationId, ...TermsBody.properties })

export const StandingOrderStatusSchema = Type.Enum(['active', 'paused', 'ended'])
export const ReasonGiven = Type.Object({ reason: Type.Optional(Text(500)) })

const Obstacle = Type.Object({
  code: Type.String({ description: 'As whoever places an order by hand would be told; /problems/{code} explains it.' }),
  detail: Type.String(),
})

export const StandingOrderBody = Type.Object(
  {
    id: StandingOrderId,
    status: StandingOrderStatusSchema,
    buyerId: OrganisationId,
    supplierId: OrganisationId,
    ...terms,
    pauses: Pauses,
    requestedBy: Type.String({ description: 'Who opened it: in whose name its orders are placed.' }),
    describedBy: Type.String({ description: 'Who gave it its present terms. Neither approves its orders.' }),
    reason: Type.Optional(Type.String({ description: 'Why it was paused or ended.' })),
    next: Type.Optional(
      Type.Object(
        {
          date: Day,
          triedFrom: Instant,
          cutOff: Instant,
          obstacle: Type.Optional(
            Type.Object({ ...Obstacle.properties, since: Instant }, { description: 'Tried again until the cut-off.' }),
          ),
        },
        { description: 'The next delivery to be ordered, while it is active.' },
      ),
    ),
    createdAt: Instant,
    updatedAt: Instant,
  },
  { title: 'StandingOrder' },
)

export const OccurrenceBody = Type.Object(
  {
    date: Day,
    cutOff: Instant,
    status: Type.Enum(['placed', 'missed', 'obstructed', 'planned'], {
      description:
        '`obstructed`: could not be ordered yet, tried again until the cut-off; `missed`: was not ordered by then.',
    }),
    orderId: Type.Optional(OrderId),
    obstacle: Type.Optional(Obstacle),
    at: Type.Optional(Instant),
  },
  { title: 'StandingOrderOccurrence' },
)
