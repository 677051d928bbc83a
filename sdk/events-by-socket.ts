/** Events over one WebSocket: signed in as browsers can, another one before the token ends, and told why where it is refused. */
import { openInbox } from './event-inbox.ts'
import type { Ending, EventsAsked, Told } from './event-types.ts'
import { openRequest, renewing, type ClientOptions } from './request.ts'

/** A clock that is wrong does not have it connect all the time. */
const lifeMs = { least: 1_000, most: 2_147_483_647 } as const

/** Node has them from 22 on. */
export const hasSocket = (options: ClientOptions): boolean => socketOf(options) !== undefined

// The types say that there always is one.
const socketOf = ({ WebSocket = globalThis.WebSocket }: ClientOptions) => WebSocket as typeof WebSocket | undefined

/** Holds `waitingMax` events at most. Throws `ProblemError` where the exchange refuses. */
export async function* bySocket(
  options: ClientOptions,
  asked: EventsAsked,
  after: string | undefined,
): AsyncGenerator<Told, Ending> {
  const authorization = await options.authorization?.()
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  const Socket = socketOf(options)
  if (!Socket || token === undefined) {
    if (asked.over) throw new TypeError('A WebSocket needs a runtime that has them, and a bearer token.')
    return 'not opened'
  }
  const organisation = asked.organisation ?? options.organisation
  // A page sends no headers here. Of what is offered, the exchange answers the first alone.
  const offered = ['foodxchange.v1', `bearer.${token}`, ...(organisation ? [`organisation.${organisation}`] : [])]
  const inbox = openInbox(new Socket(`${options.baseUrl.replace(/^http/, 'ws')}/ws`, offered), asked, after)
  const leftMs = (options.renewsAt?.() ?? Infinity) - Date.now()
  const renewal = setTimeout(() => inbox.end('renewal'), Math.min(lifeMs.most, Math.max(lifeMs.least, leftMs)))
  try {
    const ended = yield* inbox.all()
    switch (ended) {
      case 'token over':
        // Unless somebody else has renewed it meanwhile.
        if ((await options.authorization?.()) === authorization) await options.renew?.()
        return 'cut'
      case 'refused':
        await askOverHttp(options, asked, after)
        return 'cut'
      case 'not opened':
        if (asked.over) await askOverHttp(options, asked, after)
        return ended
      case 'cut':
      case 'renewal':
        return ended
    }
  } finally {
    clearTimeout(renewal)
    inbox.end('cut')
  }
}

/** A WebSocket does not say why it is refused: the same is asked where it is said. */
async function askOverHttp(
  options: ClientOptions,
  { types, organisation, signal }: EventsAsked,
  after: string | undefined,
): Promise<void> {
  const request = {
    method: 'GET',
    path: '/v1/events',
    query: { types, after, limit: 1 },
    ...(organisation !== undefined && { organisation }),
    ...(signal && { signal }),
  }
  const response = await renewing(options, () => openRequest(options, request))
  await response.body?.cancel()
}
