/** Where the API explains itself: /openapi.json, /docs, /problems. Rendered once, at the first request. */
import type { FastifyReply, RouteOptions } from 'fastify'
import type { Route } from '../route.ts'
import { renderApiPage } from './api-page.ts'
import { describeApi } from './openapi.ts'
import { renderProblemIndex, renderProblemPage, type ProblemCatalogue } from './problem-pages.ts'

/** Pages run no script and load nothing. */
const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"

export function docsRoutes(routes: readonly Route[], problems: ProblemCatalogue, version: string): RouteOptions[] {
  const once = <T>(make: () => T): (() => T) => {
    let made: { value: T } | undefined
    return () => (made ??= { value: make() }).value
  }
  const api = once(() => describeApi(routes, version))
  const openApiText = once(() => JSON.stringify(api()))
  const apiPage = once(() => renderApiPage(api()))
  const index = once(() => renderProblemIndex(problems))
  const html = (reply: FastifyReply, text: string): FastifyReply =>
    reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(text)
  return [
    {
      method: 'GET',
      url: '/openapi.json',
      handler: (_request, reply) => reply.type('application/json; charset=utf-8').send(openApiText()),
    },
    { method: 'GET', url: '/docs', handler: (_request, reply) => html(reply, apiPage()) },
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
