/** What a path answers to methods it does not take. One route for all paths: one for each would double every start. */
import { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { admitReader } from '../front/admit-request.ts'
import type { Front } from '../front/front.ts'
import { problem, unknownPathProblem } from '../reply/problem-details.ts'
import { contextOf, sendProblem } from '../reply/send-problem.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** In characters: longer than any id. */
export const parameterMaxLength = 200
const isTooLong = (path: string): boolean => path.split('/').some((part) => part.length > parameterMaxLength)

/** A path as the router writes it, with the methods it takes. */
export type TakenPath = { readonly url: string; readonly methods: readonly string[] }

/** OPTIONS is told which methods a path takes; any other that it does not take is refused with the same. */
export function answerOtherMethods(app: FastifyInstance, front: Front, paths: readonly TakenPath[]): void {
  const find = finderOf(paths)
  for (const { url, methods: taken } of [{ url: '*', methods }, ...shadowedPaths(paths)])
    app.route({
      method: [...taken],
      url,
      // Before a body is read: nothing is done with it. Counted: whoever looks for paths asks for many.
      onRequest: [admitReader(front), answer],
      handler: () => undefined,
    })

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const context = contextOf(request)
    const [path = '/'] = request.url.split('?', 1)
    const found = find(path)
    if (found === undefined && isTooLong(path)) throw new errorCodes.FST_ERR_MAX_PARAM_LENGTH(path)
    if (found === undefined) return void sendProblem(unknownPathProblem(context), reply)
    const allow = allowOf(found)
    reply.header('allow', allow)
    if (request.method === 'OPTIONS') {
      const told = front.origins.preflightFor(request.headers, allow)
      return void reply
        .code(204)
        .headers(told ?? {})
        .send()
    }
    const detail = `This path takes ${allow}.`
    return void sendProblem(problem(405, { code: 'gateway/method-not-allowed', detail }, context), reply)
  }
}

/**
 * Paths that the router would take for the id of another path, under methods that only that one takes: `DELETE
 * /things/options` for the thing called "options".
 */
function shadowedPaths(paths: readonly TakenPath[]): readonly TakenPath[] {
  const split = paths.map((path) => ({ ...path, segments: path.url.split('/') }))
  const withParameter = split.filter(({ segments }) => segments.some(isParameter))
  return split.flatMap(({ url, segments, methods: own }) => {
    const shadows = withParameter.filter((other) => other.url !== url && fits(segments, other.segments))
    const taken = new Set(shadows.flatMap((other) => other.methods).filter((method) => !own.includes(method)))
    if (own.includes('GET')) taken.delete('HEAD')
    return taken.size === 0 ? [] : [{ url, methods: [...taken] }]
  })
}

const isParameter = (segment: string): boolean => segment.startsWith(':')
const fits = (path: readonly string[], pattern: readonly string[]): boolean =>
  path.length === pattern.length &&
  path.every((segment, at) => segment === pattern[at] || (!isParameter(segment) && isParameter(pattern[at]!)))

const allowOf = ({ methods: taken }: TakenPath): string =>
  [...taken, ...(taken.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')

/** Finds a path as the router does: the letter before the parameter. Its patterns are made when somebody first asks. */
function finderOf(paths: readonly TakenPath[]): (path: string) => TakenPath | undefined {
  let patterns: readonly (readonly [RegExp, TakenPath])[] | undefined
  return (path) => {
    patterns ??= paths
      .toSorted((one, other) => parametersOf(one) - parametersOf(other))
      .map((taken) => [
        new RegExp(`^${taken.url.replaceAll('.', '\\.').replaceAll(/:\w+/g, `[^/]{1,${parameterMaxLength}}`)}$`),
        taken,
      ])
    return patterns.find(([pattern]) => pattern.test(path))?.[1]
  }
}

const parametersOf = ({ url }: TakenPath): number => url.split(':').length
