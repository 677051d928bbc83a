/** All that other services may know of requests for quotation and quotes. */

export { quoteStanding, type QuoteStanding } from './quote/read-quote-standing.ts'
export { rfqStanding, type RfqStanding } from './request/read-rfq-standing.ts'
