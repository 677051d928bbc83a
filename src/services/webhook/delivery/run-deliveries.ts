/**
 * Looks for endpoints that have something due and serves them, in every process that serves webhooks: as many at once as
 * there are places, those that fail or are slow among themselves.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { queues } from './delivery-view.ts'
import type { EndpointQueue, Lane } from './endpoint-queue.ts'
import { serveEndpoint, type ServeNeeds } from './serve-endpoint.ts'

export type RunNeeds = ServeNeeds & {
  /** Told of what failed for a reason of ours; what was to be sent is tried again. */
  readonly failed: (error: unknown) => void
  readonly pollMs?: number
}

export type DeliveryRunner = {
  start(): void
  /** There may be something to send now. */
  nudge(): void
  /** Begins nothing more and waits for the attempts under way, at most so long. */
  stop(graceMs: number): Promise<void>
}

/** Endpoints served at once, each with two calls at most: fewer calls in all than the outgoing port has places. */
export const placesOf: Readonly<Record<Lane, number>> = { quick: 14, slow: 6 }
/** Of one organisation, so that no number of endpoints that never answer is everybody's trouble. */
export const placesOfOrganisation: Readonly<Record<Lane, number>> = { quick: 4, slow: 2 }
/** How late another process's delivery may be heard of. */
const pollMsDefault = 1_000
/** Looked for at a time: more than there are places, since other processes look too. */
const pageMax = 50
/** Where those that are due first belong to organisations that have all of their places. */
const pagesMax = 10

type Serving = { readonly organisationId: string; readonly turn: Promise<void> }

export function runDeliveries(needs: RunNeeds): DeliveryRunner {
  const { failed, pollMs = pollMsDefault } = needs
  const stopping = new AbortController()
  const serving: Readonly<Record<Lane, Map<string, Serving>>> = { quick: new Map(), slow: new Map() }
  let wake = new AbortController()
  let running: Promise<void> | undefined

  const nudge = (): void => wake.abort()
  const serve = (lane: Lane, { webhookId, organisationId }: EndpointQueue): void => {
    const turn = serveEndpoint(needs, webhookId, stopping.signal)
      .finally(() => serving[lane].delete(webhookId))
      // What failed waits for the next look: at once again, it would fail as fast as it can.
      .then(nudge, failed)
    serving[lane].set(webhookId, { organisationId, turn })
  }
  const isFull = (lane: Lane): boolean => serving[lane].size >= placesOf[lane]
  const hasPlaceFor = (lane: Lane, organisationId: string): boolean => {
    const own = serving[lane].values().filter((one) => one.organisationId === organisationId)
    return own.toArray().length < placesOfOrganisation[lane]
  }
  const look = async (lane: Lane): Promise<void> => {
    const find = { index: 'due', equals: [lane], until: Date.parse(needs.clock.now()) + 1, limit: pageMax } as const
    let after: string | undefined
    for (let pages = 0; pages < pagesMax && !isFull(lane); pages += 1) {
      const page = await needs.documents.find(queues, { ...find, ...(after !== undefined && { after }) })
      for (const { id, body } of page.items) {
        const queue = JSON.parse(body) as EndpointQueue
        if (isFull(lane) || serving.quick.has(id) || serving.slow.has(id)) continue
        if (hasPlaceFor(lane, queue.organisationId)) serve(lane, queue)
      }
      after = page.next
      if (after === undefined) return
    }
  }
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      wake = new AbortController()
      const woken = AbortSignal.any([wake.signal, stopping.signal])
      try {
        await Promise.all([look('quick'), look('slow')])
      } catch (error) {
        failed(error)
      }
      await sleep(pollMs, undefined, { signal: woken, ref: false }).catch(() => undefined)
    }
  }
  return {
    start() {
      running ??= run()
    },
    nudge,
    async stop(graceMs) {
      stopping.abort()
      await running
      const turns = [...serving.quick.values(), ...serving.slow.values()].map(({ turn }) => turn)
      await Promise.race([Promise.all(turns), sleep(graceMs, undefined, { ref: false })])
    },
  }
}
