/** What a deprecated route says with every reply (RFC 9745, RFC 8594), and that it is gone once its day has come. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../../kernel/caller.ts'
import type { KnownReply, KnownRequest } from '../request/known-request.ts'
import { problem } from '../reply/problem-details.ts'
import type { Route } from '../route.ts'
import { contextOf, sendProblem } from '../reply/send-problem.ts'
import type { DeprecatedUses } from './deprecated-uses.ts'
import { isSecondVersion } from '../request/enter-version.ts'
import { firstVersionDates } from './second/second-version.ts'

export type Deprecations = {
  /**
   * Runs once the caller is known, before a body is read: whoever asks for the version that goes on passes. Answers
   * whether the request goes on: past the version's day it has sent what is said then.
   */
  readonly tellOf: (
    route: Pick<Route, 'method' | 'path'>,
    url: string,
  ) => (request: KnownRequest, reply: KnownReply) => boolean
  /** Counts what was answered ahead of the framework. @param url  the route, as the router has it */
  readonly countKept: (url: string, caller: Caller, headers: IncomingHttpHeaders) => void
}

export type DeprecationNeeds = { readonly uses: DeprecatedUses; readonly now: () => string }

/** Its query may hold what ends a link. */
const successorOf = (url: string): string => {
  const path = url.slice('/v1/'.length).split('?', 1)[0]!
  return `</v2/${path.replaceAll(/[<>"\\]/g, encodeURIComponent)}>; rel="successor-version"`
}

/** Where people read what is otherwise. */
export const versionsPage = '/docs/versions'

const { deprecated, sunset } = firstVersionDates
const deprecation = `@${Date.parse(deprecated) / 1_000}`
const sunsetDate = new Date(sunset).toUTCString()
const pages = `<${versionsPage}>; rel="deprecation"; type="text/html", <${versionsPage}>; rel="sunset"; type="text/html"`

export function createDeprecations({ uses, now }: DeprecationNeeds): Deprecations {
  /** Routes that are read, by their name in the log. */
  const kept = new Map<string, string>()
  return {
    tellOf({ method, path }, url) {
      const name = `${method} ${path}`
      if (method === 'GET') kept.set(url, name)
      return (request, reply) => {
        if (isSecondVersion(request)) return true
        uses.count(name, request.caller, request.headers)
        reply.headers({ deprecation, sunset: sunsetDate, link: `${pages}, ${successorOf(request.originalUrl)}` })
        if (now() < sunset) return true
        const detail = `This route of /v1 ended on ${sunset.slice(0, 10)}. Its successor is the same path under /v2; ${versionsPage} says what is otherwise.`
        sendProblem(problem(410, { code: 'gateway/version-ended', detail }, contextOf(request)), reply)
        return false
      }
    },
    countKept(url, caller, headers) {
      const name = kept.get(url)
      if (name !== undefined) uses.count(name, caller, headers)
    },
  }
}
