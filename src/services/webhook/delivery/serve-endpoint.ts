/** Takes one endpoint's queue, sends what is due, at most two at once, and leaves it with what was found out. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { documentWrite, type Documents, type StoredDocument } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { isKnownWebhook, type KnownWebhook, type WhyDisabled } from '../endpoint/webhook-state.ts'
import { webhookAggregate } from '../endpoint/webhook-view.ts'
import { deliveries } from './delivery-view.ts'
import { afterAttempt, givenUp, isTooLate, saysGone, succeeded, type Delivery } from './delivery.ts'
import {
  hasFailedForDays,
  healthAfter,
  isDue,
  isOnTrial,
  letGo,
  taken,
  waitingMax,
  type EndpointQueue,
  type Health,
} from './endpoint-queue.ts'
import { sendDelivery, type SendNeeds } from './send-delivery.ts'
import { updateQueue } from './update-queue.ts'

export type ServeNeeds = SendNeeds & {
  readonly documents: Documents
  readonly readState: ReadState
  readonly execute: Execute
  readonly random: () => number
}

/** Of one endpoint: more would be a burden to small receivers, and to those that share our places with it. */
export const callsPerEndpoint = 2
/** After so long it is another endpoint's turn. */
const turnMs = 20_000
/** A turn, and the attempt it may end with, take less; whoever holds it longer has died. */
const heldMs = 60_000
const pageMax = 20
/** How long a process that ends waits for the replies to what it sent. */
const lastRepliesMs = 2_000

/** What a turn knows of its endpoint by now. */
type Turn = {
  health: Health
  /** Whoever answered at this address wants no more, or has answered nothing for days. */
  ended?: { readonly url: string; readonly reason: Exclude<WhyDisabled, 'by-member'> }
  /** Found disabled or removed. */
  isOver?: true
}

/** One turn of one endpoint. Does nothing where another process was faster. */
export async function serveEndpoint(needs: ServeNeeds, webhookId: string, ending: AbortSignal): Promise<void> {
  const { clock, readState } = needs
  const holder = randomUUID()
  const nowMs = (): number => Date.parse(clock.now())
  const queue = await updateQueue(needs, webhookId, (found) =>
    found && isDue(found, nowMs()) ? taken(found, holder, nowMs() + heldMs) : undefined,
  )
  if (queue === undefined) return
  const turn: Turn = { health: queue }
  if (await readActive(readState, webhookId)) {
    const over = new AbortController()
    const abandoned = afterEnding(ending, over.signal)
    await sendAll(needs, turn, { webhookId, ending, abandoned }).finally(() => over.abort())
  } else turn.isOver = true
  if (turn.ended !== undefined) await disable(needs, webhookId, turn.ended)
  const left = await whatIsLeft(needs.documents, webhookId)
  // Where it is sent nothing now, what waits has no time: it waits until the endpoint is enabled.
  const rest = turn.isOver || turn.ended !== undefined ? { ...left, dueMs: null } : left
  await updateQueue(needs, webhookId, (found) =>
    found?.heldBy === holder
      ? letGo(found, { from: queue, health: healthOf(turn.health), ...rest }, nowMs())
      : undefined,
  )
}

const healthOf = ({ failures, failingSinceMs, openings, restsUntilMs, lane }: Health): Health => ({
  failures,
  failingSinceMs,
  openings,
  restsUntilMs,
  lane,
})

async function whatIsLeft(documents: Documents, webhookId: string): Promise<Pick<EndpointQueue, 'dueMs' | 'waiting'>> {
  const [first] = (await documents.find(deliveries, { index: 'waiting', equals: [webhookId], limit: 1 })).items
  if (first === undefined) return { dueMs: null, waiting: 0 }
  const delivery = deliveryOf(first)
  return {
    dueMs: delivery.status === 'waiting' ? delivery.dueMs : null,
    waiting: await documents.count(deliveries, { index: 'waiting', equals: [webhookId], atMost: waitingMax }),
  }
}

type Sending = {
  readonly webhookId: string
  readonly ending: AbortSignal
  /** Resolves when the process ends and can wait no longer for a reply: another one tries again, and at once. */
  readonly abandoned: Promise<undefined>
}

/** Until nothing is due, the endpoint rests or is given up, or it is another's turn. */
async function sendAll(needs: ServeNeeds, turn: Turn, sending: Sending): Promise<void> {
  const { clock, documents } = needs
  const until = clock.monotonicMs() + turnMs
  const goesOn = (): boolean =>
    !sending.ending.aborted &&
    turn.ended === undefined &&
    !turn.isOver &&
    turn.health.restsUntilMs <= Date.parse(clock.now()) &&
    clock.monotonicMs() < until
  while (goesOn()) {
    const find = { index: 'waiting', equals: [sending.webhookId], until: Date.parse(clock.now()) + 1 } as const
    const page = [...(await documents.find(deliveries, { ...find, limit: pageMax })).items]
    if (page.length === 0) return
    const sendNext = async (): Promise<void> => {
      for (let next = page.shift(); next !== undefined && goesOn(); next = page.shift()) {
        await attempt(needs, turn, sending, next)
        if (isOnTrial(turn.health)) return
      }
    }
    // One alone asks whether an endpoint that failed is back.
    await Promise.all(Array.from({ length: isOnTrial(turn.health) ? 1 : callsPerEndpoint }, sendNext))
  }
}

async function attempt(needs: ServeNeeds, turn: Turn, sending: Sending, stored: StoredDocument): Promise<void> {
  const { clock, random, documents } = needs
  const delivery = deliveryOf(stored)
  const write = (after: Delivery): Promise<void> =>
    documents.write([documentWrite(deliveries, stored.id, stored.version + 1, after)])
  if (isTooLate(delivery, Date.parse(clock.now()))) return write(givenUp(delivery, Date.parse(clock.now())))
  // Each time: a member may have given it another address or secret since the last call, or disabled it.
  const webhook = await readActive(needs.readState, sending.webhookId)
  if (!webhook) return void (turn.isOver = true)
  const made = await Promise.race([sendDelivery(needs, webhook, delivery), sending.abandoned])
  // What this process broke off as it ended says nothing of the receiver.
  if (made === undefined || (sending.ending.aborted && made.failure !== undefined)) return
  const nowMs = Date.parse(clock.now())
  const result = { ok: succeeded(made), durationMs: made.durationMs, retryAfterMs: made.retryAfterMs }
  turn.health = healthAfter(turn.health, result, nowMs, random())
  const { url } = webhook
  if (saysGone(made)) turn.ended = { url, reason: 'gone' }
  else if (hasFailedForDays(turn.health, nowMs)) turn.ended = { url, reason: 'failing' }
  await write(afterAttempt(delivery, made, nowMs, random()))
}

async function afterEnding(ending: AbortSignal, over: AbortSignal): Promise<undefined> {
  if (!ending.aborted) await once(ending, 'abort', { signal: over }).catch(() => undefined)
  await sleep(lastRepliesMs, undefined, { signal: over, ref: false }).catch(() => undefined)
  return undefined
}

/** The endpoint, where it is sent anything. */
async function readActive(readState: ReadState, webhookId: string): Promise<KnownWebhook | undefined> {
  const { state } = await readState(webhookAggregate, webhookId)
  return isKnownWebhook(state) && state.status === 'active' ? state : undefined
}

/** Written by this service alone. */
const deliveryOf = ({ body }: StoredDocument): Delivery => JSON.parse(body) as Delivery

/** A member may have disabled, moved or removed it meanwhile: then there is nothing to do. */
async function disable(
  { execute, clock }: ServeNeeds,
  webhookId: string,
  { url, reason }: NonNullable<Turn['ended']>,
): Promise<void> {
  const actor = { kind: 'system', id: 'webhook-deliveries' } as const
  const at = clock.now()
  await execute(
    webhookAggregate,
    { actor, cause: { kind: 'job', id: webhookId }, at, timeoutMs: 5_000 },
    async (unit) => {
      const { state } = await unit.load(webhookAggregate, webhookId)
      if (state.status === 'active' && state.url === url)
        await unit.decide(webhookAggregate, webhookId, { type: 'give-up', at, reason })
      return webhookId
    },
  )
}
