/**
 * Sends an endpoint once more what its organisation was told within a time: out of the trail, which has all of it, so that
 * also what happened while the endpoint was disabled, or before it was registered, is found.
 */
import type { Json, JobContext, JobHandler } from '../../../infrastructure/jobs/jobs.ts'
import type { Commit, CommitLog } from '../../../infrastructure/store/commit-log.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { instantFromMs, minuteMs } from '../../../kernel/time.ts'
import { readTrailEntries, sequenceBefore, type TrailEntry } from '../../audit/contract.ts'
import type { ReadLiveEvents } from '../../live/contract.ts'
import { assertActive, readOwn } from '../delivery/delivery-routes.ts'
import type { ToldEvent } from '../delivery/delivery.ts'
import { submitAgain, type SubmitNeeds } from '../delivery/submit-deliveries.ts'
import { wantsType } from '../endpoint/webhook.ts'

export const replayKind = 'webhook-replay'
export const replayTimeoutMs = 600_000
/** Of one replay, and fewer where fewer find room. */
export const replayedMax = 10_000
const pageMax = 50
/** Clocks of several processes differ; the trail is in the order of what happened, not of what they said. */
const slackMs = minuteMs

export type ReplayPayload = {
  readonly webhookId: string
  readonly organisationId: string
  /** Inclusive, and exclusive. */
  readonly from: string
  readonly until: string
  /** Which request asked for it, and what it said: the same key may come again, and with something else. */
  readonly requestId: string
  readonly fingerprint: string
}

export type ReplayNeeds = SubmitNeeds & {
  readonly log: Pick<CommitLog, 'findCommit'>
  readonly readState: ReadState
  readonly readEvents: ReadLiveEvents
}

/** How far it has come: all up to a sequence. */
type Place = { readonly after: number; readonly replayed: number }

/** Its result says how many were sent again, and, where it could not be all, from when on to ask anew. */
export const replayEvents =
  (needs: ReplayNeeds): JobHandler =>
  async (payload, context) => {
    const asked = payload as unknown as ReplayPayload
    const webhook = await readOwn(needs.readState, asked.webhookId, asked.organisationId)
    assertActive(webhook)
    let place = (context.lastCheckpoint as Place | undefined) ?? (await beginning(needs, asked))
    for (;;) {
      context.signal.throwIfAborted()
      const page = await readPage(needs, asked.organisationId, place.after)
      const last = page.at(-1)
      if (last === undefined) return { replayed: place.replayed }
      const events = await eventsOf(needs, asked, page)
      const wanted = events.filter(({ type }) => wantsType(webhook, type))
      const stopped = await submitAll(needs, asked, wanted, replayedMax - place.replayed)
      if (stopped !== undefined) return { replayed: place.replayed + stopped.taken, goesOnAt: stopped.at }
      place = { after: last.sequence, replayed: place.replayed + wanted.length }
      await keep(context, place)
      if (page.some(({ commit }) => isPast(commit, asked.until))) return { replayed: place.replayed }
    }
  }

async function beginning({ documents }: ReplayNeeds, { organisationId, from }: ReplayPayload): Promise<Place> {
  const earliest = instantFromMs(Date.parse(from) - slackMs)
  return { after: await sequenceBefore(documents, organisationId, earliest), replayed: 0 }
}

type Read = TrailEntry & { readonly commit: Commit | undefined }

const isPast = (commit: Commit | undefined, until: string): boolean =>
  commit !== undefined && Date.parse(commit.at) > Date.parse(until) + slackMs

async function keep({ checkpoint, progress }: JobContext, place: Place): Promise<void> {
  progress(place.replayed)
  await checkpoint(place as unknown as Json)
}

async function readPage(
  { log, documents }: ReplayNeeds,
  organisationId: string,
  after: number,
): Promise<readonly Read[]> {
  const entries = await readTrailEntries(documents, organisationId, { after, limit: pageMax })
  return Promise.all(entries.map(async (entry) => ({ ...entry, commit: await log.findCommit(entry.position) })))
}

async function eventsOf(
  { readEvents }: ReplayNeeds,
  { organisationId, from, until }: ReplayPayload,
  page: readonly Read[],
): Promise<readonly ToldEvent[]> {
  const events: ToldEvent[] = []
  for (const { commit } of page)
    if (commit && commit.at >= from && commit.at < until) events.push(...(await readEvents(commit, organisationId)))
  return events
}

const batchMax = 100

/** Undefined where all found room; else how many did, and when the first one happened that did not. */
async function submitAll(
  needs: ReplayNeeds,
  { webhookId, organisationId }: ReplayPayload,
  events: readonly ToldEvent[],
  room: number,
): Promise<{ readonly taken: number; readonly at: string } | undefined> {
  for (let from = 0; from < events.length; from += batchMax) {
    const batch = events.slice(from, Math.min(from + batchMax, room))
    const taken = batch.length === 0 ? 0 : await submitAgain(needs, { id: webhookId, organisationId }, batch)
    const next = events[from + taken]
    if (next !== undefined && taken < batchMax) return { taken: from + taken, at: next.at }
  }
  return undefined
}
