/** How quotes are kept for reading: one document of each stream, found by the two parties only. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection } from '../../../infrastructure/store/documents.ts'
import { quote, type KnownQuote, type Quote, type QuoteCommand, type QuoteEvent } from './quote.ts'

export type QuoteDocument = KnownQuote & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

const parties = ({ buyerId, supplierId }: QuoteDocument) => [buyerId, supplierId]

export const quotes = collection<QuoteDocument>()({
  name: 'quotes',
  indexes: {
    byParticipant: (document) => parties(document).map((id) => [id, document.createdAt]),
    byRfq: (document) => parties(document).map((id) => [id, document.rfqId, document.createdAt]),
  },
})

/** The read model of one quote: pure. */
export const projectQuote = (
  { id, createdAt, updatedAt }: Subject,
  state: Quote,
): { id: string; document: QuoteDocument | null }[] =>
  state.phase === 'absent' ? [] : [{ id, document: { id, ...state, createdAt, updatedAt } }]

export const quoteAggregate: Aggregate<Quote, QuoteCommand, QuoteEvent> = {
  kind: 'quote',
  decider: quote,
  organisations: (state) => (state.phase === 'absent' ? [] : [state.buyerId, state.supplierId]),
  readModels: [readModel({ collection: quotes, project: projectQuote })],
}
