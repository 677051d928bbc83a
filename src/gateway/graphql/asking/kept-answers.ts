/** What routes answered, kept for GraphQL as for REST, under names of its own: kept replies of REST carry their headers. */
import { actingOrganisation, type Caller } from '../../../kernel/caller.ts'
import { mayBeKept } from '../../answer/answer.ts'
import type { KeptReplies } from '../../reply/kept-replies.ts'
import type { ListReply, Reply, Route } from '../../route.ts'
import { createParsedEntries, type ParsedEntries } from './parsed-entries.ts'
import { bytesOfPage, etagOf, itemOf, pageOf, pageOfBytes, type Item, type Page } from './reply-values.ts'

export type KeptAnswers = {
  readonly item: (url: string) => Item | undefined
  readonly page: (url: string) => Page | undefined
  /** To be made before the reply's sources are read: what changes meanwhile keeps it from being kept. */
  readonly keepItem: (route: Route, url: string) => (reply: Reply) => Item
  readonly keepPage: (route: Route, url: string) => (reply: ListReply, seal: (place: string) => string) => Page
}

/** For the requests of one caller. */
export type KeptAnswersFor = (caller: Caller) => KeptAnswers

export function createKeptAnswers(kept: KeptReplies): KeptAnswersFor {
  const parsed = createParsedEntries()
  return (caller) => keptAnswers(kept, parsed, caller)
}

function keptAnswers(kept: KeptReplies, parsed: ParsedEntries, caller: Caller): KeptAnswers {
  const organisation = actingOrganisation(caller)
  const named = (url: string): string => `graphql ${url}`
  const find = (url: string) => {
    const entry = kept.forEverybody(named(url)) ?? kept.forCaller(named(url), caller)
    const owner = entry?.sent?.owner
    return owner !== undefined && owner === organisation ? undefined : entry
  }
  return {
    item(url) {
      const entry = find(url)
      return entry && parsed(entry, ({ bytes, etag }) => itemOf({ body: { json: bytes } }, etag))
    },
    page(url) {
      const entry = find(url)
      return entry && parsed(entry, ({ bytes }) => pageOfBytes(bytes))
    },
    keepItem({ access }, url) {
      const since = kept.generation()
      return (reply) => {
        const { keep, body } = reply
        const etag = etagOf(reply)
        if (keep && body && 'json' in body && mayBeKept(keep, access)) {
          const { json } = body as { readonly json: string | Uint8Array }
          const bytes = typeof json === 'string' ? Buffer.from(json) : json
          kept.keep({ url: named(url), caller }, { route: '/graphql', etag, headers: {}, bytes }, keep, since)
        }
        return itemOf(reply, etag)
      }
    },
    keepPage({ access }, url) {
      const since = kept.generation()
      return (reply, seal) => {
        const { keep } = reply
        // Cursors are sealed to whoever acts: a page for everybody has none that fit.
        if (keep?.for === 'organisation' && mayBeKept(keep, access)) {
          const answered = { route: '/graphql', etag: undefined, headers: {}, bytes: bytesOfPage(reply, seal) }
          kept.keep({ url: named(url), caller }, answered, keep, since)
        }
        return pageOf(reply, seal)
      }
    },
  }
}
