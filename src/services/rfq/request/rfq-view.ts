/** How RFQs are kept for reading: one document of each stream, found by those who take part, by status, and if open to all. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection, type IndexKey } from '../../../infrastructure/store/documents.ts'
import { addMs, type Instant } from '../../../kernel/time.ts'
import { rfqMessages, type MessagePosted, type PostMessage, type RfqMessages } from './rfq-messages.ts'
import { rfqNumbers, type NumberTaken, type RfqNumbers, type TakeNumber } from './rfq-number.ts'
import { participatingSuppliers, type RfqViewer } from './rfq-policies.ts'
import type { RfqCommand, RfqEvent } from './rfq-events.ts'
import { hasAnswers, type KnownRfq, type Rfq, type RfqStatus } from './rfq-state.ts'
import { rfq } from './rfq.ts'

export type RfqDocument = KnownRfq & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export type RfqRole = RfqViewer | 'any'

/** A status that only time brings is indexed by when it will have come. */
type Due = readonly [status: RfqStatus, since: string]

export const rfqs = collection<RfqDocument>()({
  name: 'rfqs',
  indexes: {
    byParticipant: (document) =>
      participantsOf(document).flatMap(({ organisationId, role }) =>
        withAny(role).map((as) => [as, organisationId, document.createdAt]),
      ),
    byStatus: (document) =>
      participantsOf(document).flatMap(({ organisationId, role }) =>
        withAny(role).flatMap((as) =>
          statusesOf(document, role).map(([status, since]) => [as, organisationId, status, since]),
        ),
      ),
    byOpenStatus: (document): IndexKey[] =>
      document.details.visibility.kind === 'open' && document.publishedAt !== undefined
        ? statusesOf(document, 'supplier').map(([status, since]) => [status, since])
        : [],
  },
})

const withAny = (role: RfqViewer): readonly RfqRole[] => [role, 'any']

const participantsOf = (document: RfqDocument): readonly { organisationId: string; role: RfqViewer }[] => [
  { organisationId: document.buyerId, role: 'buyer' },
  ...participatingSuppliers(document).map((organisationId) => ({ organisationId, role: 'supplier' as const })),
]

/** A published RFQ is also what it will be after its deadline; `statusRange` takes the right side of now. */
function statusesOf(document: RfqDocument, role: RfqViewer): readonly Due[] {
  const { phase, details, closedAt, updatedAt } = document
  if (phase === 'published') {
    const later = role === 'supplier' || hasAnswers(document) ? 'closed' : 'expired'
    return [
      ['published', details.deadline],
      [later, details.deadline],
    ]
  }
  if (role === 'supplier' && phase !== 'cancelled') return [['closed', closedAt ?? details.deadline]]
  return [[phase, phase === 'closed' ? closedAt! : updatedAt]]
}

/** Which part of a status index holds it now. */
export const statusRange = (status: RfqStatus, now: string): { readonly from?: string; readonly until?: string } => {
  const next = addMs(now as Instant, 1)
  return status === 'published' ? { from: next } : { until: next }
}

/** The read model of one RFQ: pure. */
export const projectRfq = (
  { id, createdAt, updatedAt }: Subject,
  state: Rfq,
): { id: string; document: RfqDocument | null }[] =>
  state.phase === 'absent' ? [] : [{ id, document: { id, ...state, createdAt, updatedAt } }]

export const rfqAggregate: Aggregate<Rfq, RfqCommand, RfqEvent> = {
  kind: 'rfq',
  decider: rfq,
  // The buyer's history only: it names every supplier. Suppliers are told by what is sent to them, and see it as theirs.
  organisations: (state) => (state.phase === 'absent' ? [] : [state.buyerId]),
  readModels: [readModel({ collection: rfqs, project: projectRfq })],
}

/** One stream a buyer. */
export const rfqNumberAggregate: Aggregate<RfqNumbers, TakeNumber, NumberTaken> = {
  kind: 'rfqnumber',
  decider: rfqNumbers,
  organisations: () => [],
  readModels: [],
}

/** One stream an RFQ, of the same id. */
export const rfqMessagesAggregate: Aggregate<RfqMessages, PostMessage, MessagePosted> = {
  kind: 'rfqmessages',
  decider: rfqMessages,
  organisations: ({ buyerId }) => (buyerId === undefined ? [] : [buyerId]),
  readModels: [],
}
