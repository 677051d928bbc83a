/** The REST face of quotes: the supplier's commands, and reading for the two parties. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actorId } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Committed, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import { quoteViewerOf } from '../request/rfq-policies.ts'
import { presentQuote, presentVersions } from './quote-presenter.ts'
import { QuoteBody, QuoteInput, QuoteVersionBody } from './quote-schemas.ts'
import { projectQuote, quoteAggregate, quotes, type QuoteDocument } from './quote-view.ts'
import { unknownQuote, type Quote } from './quote.ts'
import { pageOf } from '../request/page-of.ts'
import { readRfqFor } from '../request/rfq-reader.ts'
import type { RfqRouteNeeds } from '../request/rfq-routes.ts'
import { QuoteId, RfqId } from '../request/rfq-schemas.ts'
import { reviseQuote, submitQuote } from './submit-quote.ts'
import { withdrawQuote } from './withdraw-quote.ts'

const tag = 'RFQs'
const sellers = { kind: 'member', roles: ['seller'] } as const
const byId = Type.Object({ quoteId: QuoteId })

export const quoteRoutes = (needs: RfqRouteNeeds): Route[] => [
  ...writingRoutes(needs),
  ...readingRoutes(needs),
  ...listingRoutes(needs),
]

const documentOf = (snapshot: Snapshot<Quote>): QuoteDocument => {
  const document = projectQuote(snapshot, snapshot.state)[0]?.document
  if (!document) throw new Rejected(unknownQuote)
  return document
}

const replyOf = (done: Committed<Quote>, at: string) => ({
  ...presentQuote(documentOf(done), done.version, at),
  replayed: done.replayed,
})

function writingRoutes({ execute }: RfqRouteNeeds): Route[] {
  return [
    route({
      method: 'POST',
      path: '/v1/rfqs/{rfqId}/quotes',
      operationId: 'submitQuote',
      tag,
      summary: 'Quote on an RFQ',
      description:
        'One quote for each supplier: another one is a revision, a new version that supersedes the one before. Until the deadline, by the exchange’s clock.',
      access: sellers,
      params: Type.Object({ rfqId: RfqId }),
      body: QuoteInput,
      reply: QuoteBody,
      success: 201,
      refusals: ['rfq/not-open', 'rfq/unknown', 'organisation/not-verified', 'quote/not-valid', 'quote/unit'],
      async handle({ params, body, caller, intent }) {
        const submitted = { ...params, supplierId: caller.acting.organisationId, by: actorId(caller), input: body }
        const done = await submitQuote(execute, intent, submitted)
        return { ...replyOf(done, intent.at), location: `/v1/quotes/${done.id}` }
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/quotes/{quoteId}',
      operationId: 'reviseQuote',
      tag,
      summary: 'Revise a quote',
      access: sellers,
      params: byId,
      body: QuoteInput,
      reply: QuoteBody,
      refusals: ['rfq/not-open', 'quote/settled'],
      async handle({ params, body, caller, intent, ifMatch }) {
        const supplierId = caller.acting.organisationId
        const revised = { ...params, supplierId, by: actorId(caller), input: body, ifMatch }
        return replyOf(await reviseQuote(execute, intent, revised), intent.at)
      },
    }),
    route({
      method: 'POST',
      path: '/v1/quotes/{quoteId}/withdraw',
      operationId: 'withdrawQuote',
      tag,
      summary: 'Withdraw a quote',
      description: 'Until it is accepted. While the RFQ is open, another quote may follow.',
      access: sellers,
      params: byId,
      body: Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }),
      reply: QuoteBody,
      refusals: ['quote/settled', 'quote/withdrawn'],
      async handle({ params, body, caller, intent, ifMatch }) {
        const supplierId = caller.acting.organisationId
        const withdrawn = { ...params, ...body, supplierId, by: actorId(caller), ifMatch }
        return replyOf(await withdrawQuote(execute, intent, withdrawn), intent.at)
      },
    }),
  ]
}

/** A quote for one of its two parties; throws `Rejected` (quote/unknown) for everybody else. */
async function readQuoteFor(readState: ReadState, quoteId: string, organisationId: string): Promise<Snapshot<Quote>> {
  const snapshot = await readState(quoteAggregate, quoteId)
  assertParty(snapshot, organisationId)
  return snapshot
}

function assertParty({ state }: Snapshot<Quote>, organisationId: string): void {
  if (state.phase === 'absent' || !quoteViewerOf(state, organisationId)) throw new Rejected(unknownQuote)
}

function readingRoutes({ readState }: RfqRouteNeeds): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/quotes/{quoteId}',
      operationId: 'getQuote',
      tag,
      summary: 'Read a quote',
      description: 'For its supplier and the RFQ’s buyer. With `asOf`, as it stood then, whether it held included.',
      access: { kind: 'member' },
      params: byId,
      query: asOfQuery,
      reply: QuoteBody,
      refusals: asOfRefusals,
      async handle({ params, query, caller, intent }) {
        return showAsOf(
          readState,
          { ...query, now: intent.at },
          {
            aggregate: quoteAggregate,
            id: params.quoteId,
            show(snapshot, { at }) {
              assertParty(snapshot, caller.acting.organisationId)
              return presentQuote(documentOf(snapshot), snapshot.version, at)
            },
          },
        )
      },
    }),
    listRoute({
      path: '/v1/quotes/{quoteId}/versions',
      operationId: 'listQuoteVersions',
      tag,
      summary: 'List the versions of a quote',
      description: 'Oldest first; the last one holds.',
      access: { kind: 'member' },
      params: byId,
      reply: QuoteVersionBody,
      async handle({ params, caller, intent, page }) {
        const snapshot = await readQuoteFor(readState, params.quoteId, caller.acting.organisationId)
        return pageOf(presentVersions(documentOf(snapshot), intent.at), page)
      },
    }),
  ]
}

function listingRoutes({ documents, readState }: RfqRouteNeeds): Route[] {
  const list = async (
    organisationId: string,
    at: string,
    page: { readonly limit: number; readonly after?: string },
    rfqId?: string,
  ) => {
    const order = 'descending' as const
    const found = await documents.find(
      quotes,
      rfqId === undefined
        ? { index: 'byParticipant', equals: [organisationId], order, ...page }
        : { index: 'byRfq', equals: [organisationId, rfqId], order, ...page },
    )
    const items = found.items.map(
      ({ body, version }) => presentQuote(JSON.parse(body) as QuoteDocument, version, at).body,
    )
    return { ...found, items }
  }
  return [
    listRoute({
      path: '/v1/quotes',
      operationId: 'listQuotes',
      tag,
      summary: 'List quotes',
      description: 'Those your organisation gave or was given, newest first.',
      access: { kind: 'member' },
      query: Type.Object({ rfqId: Type.Optional(RfqId) }),
      reply: QuoteBody,
      handle: ({ query, caller, intent, page }) => list(caller.acting.organisationId, intent.at, page, query.rfqId),
    }),
    listRoute({
      path: '/v1/rfqs/{rfqId}/quotes',
      operationId: 'listQuotesOfRfq',
      tag,
      summary: 'List the quotes on an RFQ',
      description: 'All of them for the buyer; a supplier’s own for the supplier.',
      access: { kind: 'member' },
      params: Type.Object({ rfqId: RfqId }),
      reply: QuoteBody,
      async handle({ params, caller, intent, page }) {
        const { organisationId } = caller.acting
        await readRfqFor({ read: readState }, params.rfqId, organisationId)
        return list(organisationId, intent.at, page, params.rfqId)
      },
    }),
  ]
}
