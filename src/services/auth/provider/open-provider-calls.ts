/** How providers are called: as any stranger's address is, each call bounded in time and bytes, and few of them at once. */
import { OutgoingFailure, type Outgoing } from '../../../infrastructure/outgoing/outgoing.ts'

/** As `fetch`, of which `oauth4webapi` asks this much. */
export type ProviderFetch = (
  url: string,
  options: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
  },
) => Promise<Response>

/** All of them reject with `OutgoingFailure`. */
export type ProviderCalls = {
  /** Calls for one sign-in, which together take so long at most. */
  begin(): ProviderFetch
  /** The same function each time: `oauth4webapi` asks once for all who wait for the same keys. */
  readonly forKeys: ProviderFetch
}

/** For each call, and for all that one sign-in needs. */
const callTimeoutMs = 4_000
const timeoutMs = 8_000
/** Descriptions and keys of large providers have less than a tenth of it. */
const replyBytesMax = 65_536
/** Fewer than may be under way in all, so that slow providers hold up no webhooks; and no provider those of others. */
const callsAtOnce = 24
const callsOfOneMax = 6
/** When an office begins its day, its calls go by turns; who would wait longer than for two of them is told at once. */
const waitingMax = 12
/** As the standard for `Response` has it. */
const bodiless = new Set([204, 205, 304])

/** @param callsMax  so many at once, whomever they call */
export function openProviderCalls(
  outgoing: Pick<Outgoing, 'send'>,
  monotonicMs: () => number,
  callsMax = callsAtOnce,
): ProviderCalls {
  const taken = takeTurns(callsMax)
  const callUntil =
    (endOf: () => number): ProviderFetch =>
    async (url, { method, headers, body }) => {
      const endsAtMs = endOf()
      const leave = await taken(new URL(url).host)
      try {
        const leftMs = Math.floor(endsAtMs - monotonicMs())
        if (leftMs < 1) throw new OutgoingFailure('timed-out', 'The provider took too long.')
        const reply = await outgoing.send({
          url,
          method: method === 'POST' ? 'POST' : 'GET',
          headers,
          ...(body instanceof URLSearchParams && { body: body.toString() }),
          timeoutMs: Math.min(callTimeoutMs, leftMs),
          replyBytesMax,
        })
        return responseOf(reply)
      } finally {
        leave()
      }
    }
  return {
    begin() {
      const endsAtMs = monotonicMs() + timeoutMs
      return callUntil(() => endsAtMs)
    },
    forKeys: callUntil(() => monotonicMs() + timeoutMs),
  }
}

/** Lets so many call a host at once, and so many more wait their turn. Gives what is to be called afterwards. */
function takeTurns(callsMax: number): (host: string) => Promise<() => void> {
  const hosts = new Map<string, { underWay: number; readonly waiting: (() => void)[] }>()
  let all = 0
  return async (host) => {
    const of = hosts.get(host) ?? { underWay: 0, waiting: [] }
    const hasTurn = of.underWay < callsOfOneMax
    if (hasTurn ? all >= callsMax : of.waiting.length >= waitingMax)
      throw new OutgoingFailure('unreachable', 'Too many wait for providers already.')
    hosts.set(host, of)
    if (hasTurn) {
      of.underWay += 1
      all += 1
    } else await new Promise<void>((resolve) => of.waiting.push(resolve))
    return () => {
      // Who waits takes over the turn as it is.
      const next = of.waiting.shift()
      if (next) return next()
      of.underWay -= 1
      all -= 1
      if (of.underWay === 0) hosts.delete(host)
    }
  }
}

function responseOf({ status, headers, body }: Awaited<ReturnType<Outgoing['send']>>): Response {
  if (status < 200 || status >= 500) throw new OutgoingFailure('unreachable', 'The provider has trouble of its own.')
  const type = headers['content-type']
  // What it answers besides nobody reads.
  return new Response(bodiless.has(status) ? null : Buffer.from(body), {
    status,
    headers: typeof type === 'string' ? { 'content-type': type } : {},
  })
}
