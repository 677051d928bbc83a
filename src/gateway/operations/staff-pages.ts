/** Pages that answer by themselves, such as the board of the jobs, behind a door of ours: staff alone comes in, and only looks. */
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import type { FrameworkRequest } from '../request/known-request.ts'
import { problem } from '../reply/problem-details.ts'
import { createAdmit, type AdmitNeeds } from '../front/admit-request.ts'
import { contextOf, sendFailure, sendProblem, type FailureNeeds } from '../reply/send-problem.ts'

export type StaffPages = {
  readonly path: `/v1/staff/${string}`
  /** Its routes, without the path. What it throws is its own to answer. */
  readonly plugin: FastifyPluginCallback
}

/** Scripts are its own and nobody else's; styles may stand in the page, since its pages come without a nonce for them. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Everything below the path asks who is calling first, and counts it; nothing below it is in the API's description. */
export function mountStaffPages(
  app: FastifyInstance,
  { path, plugin }: StaffPages,
  needs: FailureNeeds & AdmitNeeds,
): void {
  const admit = createAdmit({ access: { kind: 'staff' }, limit: 'read', refusesBadCredentials: true }, needs)
  const mount: FastifyPluginCallback = (inner, _options, done) => {
    inner.addHook('onRequest', async (request, reply) => {
      reply.headers({
        'cache-control': 'no-store',
        'content-security-policy': contentSecurityPolicy,
      })
      try {
        await admit(request as FrameworkRequest, reply)
      } catch (error) {
        return sendFailure(error, request, reply, needs)
      }
      if (request.method === 'GET' || request.method === 'HEAD') return undefined
      reply.header('allow', 'GET, HEAD')
      const detail = 'These pages are for looking: this path takes GET, HEAD.'
      return sendProblem(problem(405, { code: 'gateway/method-not-allowed', detail }, contextOf(request)), reply)
    })
    void inner.register(plugin)
    done()
  }
  void app.register(mount, { prefix: path })
}
