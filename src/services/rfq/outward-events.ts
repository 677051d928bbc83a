/** What a buyer is told of its requests and awards, and both sides of a quote. A supplier hears of its own quotes only. */
import type { AnyOutwardEvents, OutwardEvents } from '../../kernel/outward-events.ts'
import type { Award, AwardEvent } from './award/award.ts'
import type { Quote, QuoteEvent } from './quote/quote.ts'
import type { RfqEvent } from './request/rfq-events.ts'
import type { Rfq } from './request/rfq-state.ts'

const rfqs: OutwardEvents<Rfq, RfqEvent['type']> = {
  kind: 'rfq',
  subject: (id) => `/v1/rfqs/${id}`,
  events: {
    'rfq/published': 'It was published: its suppliers may quote.',
    'rfq/changed': 'What it asks for was changed.',
    'rfq/deadline-extended': 'Its deadline was put off.',
    'rfq/quote-received': 'A supplier quoted.',
    'rfq/quote-withdrawn': 'A supplier withdrew its quote.',
    'rfq/closed': 'It takes no more quotes.',
    'rfq/cancelled': 'It was cancelled.',
  },
}

/** The accepted are told in the commit of the award; a rejected quote says no more than that it was not taken. */
const quotes: OutwardEvents<Quote, QuoteEvent['type']> = {
  kind: 'quote',
  subject: (id) => `/v1/quotes/${id}`,
  events: {
    'quote/submitted': 'The supplier quoted.',
    'quote/revised': 'The supplier quoted anew.',
    'quote/withdrawn': 'The supplier withdrew it.',
    'quote/accepted': 'The buyer took it, in whole or in part.',
    'quote/rejected': 'The buyer did not take it.',
  },
}

const awards: OutwardEvents<Award, AwardEvent['type']> = {
  kind: 'award',
  subject: (id) => `/v1/awards/${id}`,
  events: {
    'award/proposed': 'It waits for its approvals.',
    'award/approval-given': 'A step of its approval was taken.',
    'award/approved': 'It was approved: its orders are placed.',
    'award/rejected': 'An approver rejected it.',
  },
}

export const rfqOutwardEvents: readonly AnyOutwardEvents[] = [rfqs, quotes, awards]
