/** The shapes in which lots and stock come and go over REST. */
import { Type, type Static, type TSchema } from 'typebox'
import { packagingLevels, toBaseUnits, type Packaging } from '../../../kernel/packaging.ts'
import { baseUnits } from '../../../kernel/quantity.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { temperatureClasses } from './lot.ts'
import { additionReasons, removalReasons } from '../book/stock-events.ts'
import { quantityMax } from '../book/stock-state.ts'

const id = (prefix: string, description: string) => Type.String({ pattern: `^${prefix}_[0-9a-f]{32}$`, description })
export const ProductId = id('prd', 'A product’s id.')
export const LotId = id('lot', 'A lot’s id.')
const OrganisationId = id('org', 'An organisation’s id.')
const SiteId = id('[a-z]{3}', 'The id of one of your sites.')
const Time = Type.String({ format: 'date-time' })
const Day = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', maxLength: 10, description: `${description} \`YYYY-MM-DD\`.` })
const Reason = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: 'Why, for whoever asks later.',
})
const Note = Type.Optional(Type.String({ minLength: 1, maxLength: 500 }))
const Amount = (description: string) => Type.Integer({ minimum: 0, maximum: quantityMax, description })
const Grams = Type.Optional(
  Type.Integer({ minimum: 1, maximum: quantityMax, description: 'What it weighs; for catch weight, and only there.' }),
)
const Quantity = Type.Union(
  [
    Type.Integer({ minimum: 1, maximum: quantityMax }),
    Type.Object({
      quantity: Type.Integer({ minimum: 1, maximum: quantityMax }),
      level: Type.Enum([...packagingLevels]),
    }),
  ],
  { description: 'In base units (pieces, grams or millilitres), or so many of a packaging level.' },
)
type QuantityInput = Static<typeof Quantity>

/** A quantity in base units. Throws `Rejected` for a level that the product does not have. */
export function baseUnitsOf(given: QuantityInput, levels: Packaging, pointer: string): number {
  if (typeof given === 'number') return given
  const units = toBaseUnits(given.quantity, given.level, levels)
  if (units.ok) return units.value
  throw new Rejected({ ...units.rejection, errors: [{ pointer, detail: units.rejection.detail }] })
}

const Certificate = Type.Object({
  reference: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', description: 'A number, or an address.' }),
  issuedOn: Type.Optional(Day('When the laboratory signed it.')),
})
const LotCode = Type.String({
  minLength: 1,
  maxLength: 20,
  pattern: '^[!"%&\'()*+,\\-./0-9:;<=>?A-Z_a-z]+$',
  description: 'As on the goods: up to 20 characters of GS1’s set 82 (AI 10). Unique for the product, for good.',
})
const Status = Type.Enum(['released', 'held', 'recalled'])
const DateMark = Type.Enum(['use-by', 'best-before', 'none'])

export const RegisterLotBody = Type.Object({
  productId: ProductId,
  code: LotCode,
  producedOn: Type.Optional(Day('When it was made.')),
  markedOn: Type.Optional(
    Day('The date mark, inclusive. Left out, it is counted from production by the product’s shelf life.'),
  ),
  siteId: SiteId,
  quantity: Quantity,
  grams: Grams,
  temperatureClass: Type.Optional(Type.Enum([...temperatureClasses])),
  certificateOfAnalysis: Type.Optional(Certificate),
  held: Type.Optional(Type.Object({ reason: Reason }, { description: 'Begin held, until its analysis is there.' })),
})
export type RegisterLotInput = Static<typeof RegisterLotBody>

export const CertifyLotBody = Type.Object({ certificateOfAnalysis: Certificate })
export const ReasonBody = Type.Object({ reason: Reason })

export const LotBody = Type.Object(
  {
    id: LotId,
    ownerId: OrganisationId,
    productId: ProductId,
    code: LotCode,
    dateMark: DateMark,
    markedOn: Type.Optional(Day('The date mark, inclusive.')),
    producedOn: Type.Optional(Day('When it was made.')),
    unit: Type.Enum([...baseUnits]),
    catchWeight: Type.Boolean({ description: 'Counted in pieces, weighed in grams.' }),
    temperatureClass: Type.Optional(Type.Enum([...temperatureClasses])),
    certificateOfAnalysis: Type.Optional(Certificate),
    status: Status,
    reason: Type.Optional(Reason),
    since: Time,
    createdAt: Time,
    updatedAt: Time,
  },
  { title: 'Lot' },
)

const totals = {
  onHand: Amount('Available, reserved and blocked.'),
  available: Amount('For sale.'),
  reserved: Amount('Set aside for deliveries, picked or not.'),
  blocked: Amount('Not for sale: its lot is held, or these goods are quarantined.'),
  grams: Type.Optional(Amount('What is on hand weighs, for catch weight.')),
}
export const PositionBody = Type.Object(
  {
    lotId: LotId,
    code: LotCode,
    status: Status,
    dateMark: DateMark,
    markedOn: Type.Optional(Day('The date mark, inclusive.')),
    siteId: SiteId,
    unit: Type.Enum([...baseUnits]),
    ...totals,
    held: Amount('Blocked because of its lot.'),
    quarantined: Amount('Blocked for itself: refused, damaged or under inspection.'),
  },
  { title: 'StockPosition' },
)
export const StockBody = Type.Object(
  {
    productId: ProductId,
    unit: Type.Optional(Type.Enum([...baseUnits])),
    lots: Amount('How many are on hand.'),
    ...totals,
    soonest: Type.Optional(Day('The first date mark of what is available.')),
    updatedAt: Time,
    positions: Type.Optional(
      Type.Array(PositionBody, {
        maxItems: 1_000,
        description: 'First expired first; with `productId` only, and the first 1,000. The rest: /v1/stock/positions.',
      }),
    ),
  },
  { title: 'Stock' },
)
export const MovedBody = Type.Object(
  { productId: ProductId, positions: Type.Array(PositionBody, { maxItems: 1_000 }) },
  { title: 'MovedStock', description: 'Where the goods stand after the movement.' },
)
export const AvailabilityBody = Type.Object(
  { productId: ProductId, available: Type.Enum(['yes', 'no']) },
  { title: 'Availability' },
)

const place = { lotId: LotId, siteId: SiteId }
const fromQuarantine = Type.Optional(
  Type.Boolean({ description: 'Take it from what is quarantined instead of what can be sold.' }),
)
export const AdjustBody = Type.Object({
  ...place,
  change: Type.Enum(['add', 'remove']),
  quantity: Quantity,
  grams: Grams,
  quarantined: fromQuarantine,
  reason: Type.Enum([...new Set([...additionReasons.slice(1), ...removalReasons])]),
  note: Note,
})
export const InspectBody = Type.Object({ ...place, quantity: Quantity, reason: Reason })
export const TransferBody = Type.Object({
  lotId: LotId,
  fromSiteId: SiteId,
  toSiteId: SiteId,
  quantity: Quantity,
  grams: Grams,
  quarantined: fromQuarantine,
  note: Note,
})
export const StockTakeBody = Type.Object({
  productId: ProductId,
  siteId: SiteId,
  counts: Type.Array(
    Type.Object({ lotId: LotId, counted: Amount('All that is there, in base units.'), grams: Grams }),
    { minItems: 1, maxItems: 100 },
  ),
  note: Note,
})

const Signed = Type.Optional(Type.Integer())
const orderRef = { orderId: Type.String(), deliveryId: Type.String(), buyerId: OrganisationId }
const Portion = Type.Object({
  lotId: LotId,
  siteId: SiteId,
  quantity: Amount('Set aside.'),
  picked: Amount('Of it, ready to leave.'),
  grams: Type.Optional(Amount('What the picked goods weighed.')),
})
export const MovementBody = Type.Object(
  {
    id: Type.String({ description: 'Grows with the ledger.' }),
    at: Time,
    type: Type.String({ description: 'What happened, such as `stock/received`.' }),
    moves: Type.Array(
      Type.Object({ ...place, available: Signed, reserved: Signed, held: Signed, quarantined: Signed, grams: Signed }),
      { maxItems: 100_000 },
    ),
    reason: Type.Optional(Type.String()),
    note: Note,
    reference: Type.Optional(Type.String()),
    reservationId: Type.Optional(Type.String()),
    for: Type.Optional(Type.Object(orderRef)),
  },
  { title: 'StockMovement' },
)
export const ReservationBody = Type.Object(
  {
    id: Type.String(),
    for: Type.Object(orderRef),
    arrival: Day('When the goods are to arrive.'),
    minimumRemainingLifeDays: Type.Integer({ minimum: 0 }),
    allowPastBestBefore: Type.Boolean(),
    siteId: Type.Optional(SiteId),
    wanted: Amount('Still to leave.'),
    reserved: Amount('Covered by portions.'),
    picked: Amount('Of it, ready to leave.'),
    short: Amount('Wanted and not there.'),
    portions: Type.Array(Portion),
    expiresAt: Type.Optional(Time),
  },
  { title: 'Reservation' },
)

/** A list's query about one product. */
export const ofProduct = Type.Object({ productId: ProductId })
export type Shown<Schema extends TSchema> = Static<Schema>
