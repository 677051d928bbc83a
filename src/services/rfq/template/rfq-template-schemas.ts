/** The shapes in which templates come and go over REST. */
import { Type } from 'typebox'
import { InstantText, RfqBody, RfqId } from '../request/rfq-schemas.ts'
import { templateNameMax } from './rfq-template.ts'

export const TemplateId = Type.String({ pattern: '^rft_[0-9a-f]{32}$', description: 'A template’s id.' })

const of = RfqBody.properties

export const RepeatBody = Type.Object({
  deadline: Type.String({
    format: 'date-time',
    maxLength: 30,
    description: 'UTC, ISO 8601. Deliveries are asked for as many days after it as they were before.',
  }),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'In place of the earlier one.' })),
})

export const SaveBody = Type.Object({
  rfqId: RfqId,
  name: Type.String({ minLength: 1, maxLength: templateNameMax }),
})

export const TemplateBody = Type.Object(
  {
    id: TemplateId,
    name: Type.String(),
    rfqId: RfqId,
    savedBy: Type.String(),
    title: of.title,
    lines: of.lines,
    deliverTo: of.deliverTo,
    incoterm: of.incoterm,
    place: of.place,
    deliveries: Type.Array(
      Type.Object({ daysAfterDeadline: Type.Integer(), share: Type.Integer() }, { description: 'Calendar days, UTC.' }),
    ),
    paymentTerms: of.paymentTerms,
    currency: of.currency,
    visibility: of.visibility,
    weights: of.weights,
    shareTargetPrices: of.shareTargetPrices,
    note: of.note,
    createdAt: InstantText,
  },
  { title: 'RfqTemplate' },
)
