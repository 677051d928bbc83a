/** Where the API explains itself: each version's description and page, what is otherwise, problems. Rendered once, at the first request. */
import type { FastifyReply, RouteOptions } from 'fastify'
import type { Route } from '../route.ts'
import { renderApiPage } from './api-page.ts'
import { isSecondVersion } from '../request/enter-version.ts'
import { versionsPage } from '../versions/deprecation.ts'
import type { ChangeOf } from '../versions/second/second-version.ts'
import { describeFirstVersion, describeSecondVersion } from './describe-versions.ts'
import { renderVersionsPage } from './versions-page.ts'
import { renderProblemIndex, renderProblemPage, type ProblemCatalogue } from './problem-pages.ts'

/** Pages run no script and load nothing. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

export type DocsNeeds = {
  /** As they are declared, which is /v1. */
  readonly routes: readonly Route[]
  readonly changeOf: ChangeOf
  readonly problems: ProblemCatalogue
  /** Of the description of /v1. */
  readonly version: string
}

export function docsRoutes({ routes, changeOf, problems, version }: DocsNeeds): RouteOptions[] {
  const once = <T>(make: () => T): (() => T) => {
    let made: { value: T } | undefined
    return () => (made ??= { value: make() }).value
  }
  const first = once(() => describeFirstVersion(routes, changeOf, version))
  const second = once(() => describeSecondVersion(routes, changeOf))
  const firstText = once(() => JSON.stringify(first()))
  const secondText = once(() => JSON.stringify(second()))
  const firstPage = once(() => renderApiPage(first(), '/openapi.json'))
  const secondPage = once(() => renderApiPage(second(), '/v2/openapi.json'))
  const versions = once(() => renderVersionsPage(first(), second()))
  const index = once(() => renderProblemIndex(problems))
  const html = (reply: FastifyReply, text: string): FastifyReply =>
    reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(text)
  const json = (reply: FastifyReply, text: string): FastifyReply =>
    reply.type('application/json; charset=utf-8').send(text)
  return [
    // What was published at an address stays there: these are /v1's.
    { method: 'GET', url: '/openapi.json', handler: (_request, reply) => json(reply, firstText()) },
    { method: 'GET', url: '/docs', handler: (_request, reply) => html(reply, firstPage()) },
    // Under /v1, since that is where the router looks for paths of /v2.
    {
      method: 'GET',
      url: '/v1/openapi.json',
      handler: (request, reply) => json(reply, isSecondVersion(request) ? secondText() : firstText()),
    },
    { method: 'GET', url: '/docs/v2', handler: (_request, reply) => html(reply, secondPage()) },
    { method: 'GET', url: versionsPage, handler: (_request, reply) => html(reply, versions()) },
    { method: 'GET', url: '/problems', handler: (_request, reply) => html(reply, index()) },
    {
      method: 'GET',
      url: '/problems/:area/:name',
      handler: (request, reply) => {
        const { area, name } = request.params as { area: string; name: string }
        const code = `${area}/${name}`
        const entry = Object.hasOwn(problems, code) ? problems[code] : undefined
        return entry ? html(reply, renderProblemPage(code, entry)) : reply.callNotFound()
      },
    },
  ]
}
