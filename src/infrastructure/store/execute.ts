/**
 * Runs a command: takes its streams, lets it decide, appends what it decided as one commit, and answers from the new
 * state. Of the same command sent twice, one happens and both get its answer.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { DomainEvent } from '../../kernel/decider.ts'
import type { NewId } from '../../kernel/identifier.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'
import { streamOf, type Aggregate, type AnyAggregate, type Snapshot } from './aggregate.ts'
import {
  parseStreamName,
  type Actor,
  type Cause,
  type Position,
  type RepeatableOutcome,
  type StreamName,
} from './commit-log.ts'
import type { Store } from './store.ts'
import { repeatKeys } from './repeat-days.ts'
import { createStreamLocks } from './stream-locks.ts'
import type { StreamReplayNeeds } from './stream-replay.ts'
import { createStreamStates } from './stream-states.ts'
import { createUnitOfWork, type Unit, type UnitOfWork } from './unit-of-work.ts'

/** Who wants something done, why, when, until when, and under which key it may be repeated. */
export type Intent = {
  readonly actor: Actor
  readonly cause: Cause
  /** UTC, ISO 8601. */
  readonly at: string
  /** How long it may try against other writers. */
  readonly timeoutMs: number
  /** A digest of the idempotency key with its tenant, route and actor, and one of the payload. */
  readonly repeat?: { readonly key: string; readonly fingerprint: string }
  /** Told where the commit stands that holds what the command is answered from, before it is answered. */
  readonly landed?: (position: Position) => void
}

/** What a command left behind: the subject's state, and whether an earlier try of the same command had made it. */
export type Committed<State> = Snapshot<State> & { readonly replayed: boolean }

export interface Execute {
  /**
   * `work` decides over one or more streams through its unit and gives the id of the subject, an instance of
   * `aggregate`, from whose state the answer is made. It may run more than once and must have no other effect.
   * Throws `Rejected` with what a decider refused; `store/contended` when others kept winning until `timeoutMs`.
   */
  <State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    intent: Intent,
    work: (unit: Unit) => Promise<string>,
  ): Promise<Committed<State>>
}

/**
 * Reads the committed state of one stream: the newest, or as of a moment (UTC, ISO 8601), by the last version before the
 * first one that is later. Version 0 means that it does not exist, or did not then.
 */
export interface ReadState {
  <State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    asOf?: string,
  ): Promise<Snapshot<State>>
}

export type ExecutorNeeds = {
  readonly store: Store
  readonly newId: NewId
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** Told, once for each kind of stream, of snapshots that are passed over or could not be kept. */
  readonly troubled?: StreamReplayNeeds['troubled']
  /** Tells of streams that other processes have extended, as soon as this one hears of it. */
  readonly hearOthers?: (listener: (streams: readonly StreamName[]) => void) => unknown
  /** Told of the streams of each commit that landed, before its command is answered. */
  readonly committed?: (
    streams: readonly StreamName[],
    commit: { readonly id: string; readonly position: Position },
  ) => void
}

export function createExecutor(needs: ExecutorNeeds): { execute: Execute; readState: ReadState } {
  const { store, newId, monotonicMs, random } = needs
  const locks = createStreamLocks()
  const states = createStreamStates(needs)
  needs.hearOthers?.(states.doubt)
  const inFlight = new Set<string>()

  /** Of what somebody committed before: a look-up, only for who wants to know. */
  const tellPosition = async ({ landed }: Intent, stream: StreamName, version: number): Promise<void> => {
    const position = landed && (await store.positionOf(stream, version))
    if (position !== undefined) landed?.(position)
  }
  const replay = async (aggregate: AnyAggregate, intent: Intent, original: RepeatableOutcome) => {
    if (original.fingerprint !== intent.repeat?.fingerprint) throw new Rejected(otherPayload)
    const { kind, id } = parseStreamName(original.stream)
    if (kind !== aggregate.kind) throw new Rejected(otherPayload)
    await tellPosition(intent, original.stream, original.version)
    return { ...(await states.readAt(aggregate, id, original.version)), replayed: true }
  }
  const findEarlier = ({ at, repeat }: Intent): Promise<RepeatableOutcome | undefined> | undefined =>
    repeat && store.findRepeat(repeatKeys(at, repeat.key)[0]!)

  /** One try; undefined means that another commit won and the command decides again. */
  const attempt = async (
    aggregate: AnyAggregate,
    intent: Intent,
    { wanted, until }: { wanted: Set<StreamName>; until: number },
    work: (unit: Unit) => Promise<string>,
  ): Promise<Committed<unknown> | undefined> => {
    await locks.acquireAll([...wanted])
    const unit = createUnitOfWork({ at: intent.at, newId, states, tryAcquire: locks.tryAcquire, held: new Set(wanted) })
    let landing: ReturnType<typeof land>
    try {
      if (monotonicMs() >= until) throw new Rejected(contended)
      const id = await work(unit)
      if (unit.missing) throw unit.missing
      const subject = unit.current(streamOf(aggregate, id)) ?? (await states.read(aggregate, id))
      if (!(await states.areCurrent(unit.assumed))) return undefined
      // A stream that is extended guards itself by its version; one that was only loaded has to be waited for.
      if (!(await unit.restsOnLanded('not extended'))) return undefined
      // Nothing may wait between here and the announcement inside: the locks are let go right after.
      landing = land(unit, aggregate, subject, intent)
    } catch (error) {
      if (unit.missing) {
        wanted.add(unit.missing.stream)
        for (const stream of unit.held) wanted.add(stream)
        return undefined
      }
      // What memory had wrong may be why it failed.
      if (!(await states.areCurrent(unit.assumed))) return undefined
      // A refusal that rests on a commit under way stands only if that commit lands.
      if (error instanceof Rejected && !(await unit.restsOnLanded('all'))) return undefined
      throw error
    } finally {
      unit.end()
      locks.release(unit.held)
    }
    return landing
  }

  const land = async (unit: UnitOfWork, aggregate: AnyAggregate, subject: Snapshot<unknown>, intent: Intent) => {
    const { extensions, upon, documents, organisations, changed } = unit.finish()
    if (extensions.length === 0) {
      const original = await findEarlier(intent)
      if (original) return replay(aggregate, intent, original)
      await tellPosition(intent, streamOf(aggregate, subject.id), subject.version)
      return { ...subject, replayed: false }
    }
    const { actor, cause, at, repeat } = intent
    const outcome = repeat && {
      keys: repeatKeys(at, repeat.key),
      outcome: { fingerprint: repeat.fingerprint, stream: streamOf(aggregate, subject.id), version: subject.version },
    }
    const id = newId('cmt')
    const appended = store.append(
      { id, extensions, upon, organisations, actor, cause, at, ...(outcome && { repeat: outcome }) },
      documents,
    )
    states.announce(id, changed, appended)
    const result = await appended
    switch (result.outcome) {
      case 'appended':
        needs.committed?.(
          extensions.map(({ stream }) => stream),
          { id, position: result.position },
        )
        intent.landed?.(result.position)
        return { ...subject, replayed: false }
      case 'repeated':
        return replay(aggregate, intent, result.original)
      case 'conflict':
        states.forget(result.stream)
        return undefined
    }
  }

  const run = async (aggregate: AnyAggregate, intent: Intent, work: (unit: Unit) => Promise<string>) => {
    const until = monotonicMs() + intent.timeoutMs
    const wanted = new Set<StreamName>()
    for (let tries = 0; ; tries += 1) {
      const known = wanted.size
      const committed = await attempt(aggregate, intent, { wanted, until }, work)
      if (committed) return committed
      if (monotonicMs() >= until) throw new Rejected(contended)
      // A newly found stream is taken at once; a lost race waits a little, by chance, so that losers part.
      if (wanted.size === known) await sleep(random() * Math.min(50, 2 ** tries))
    }
  }

  // Hardly any command is a repeated one, so its key is not looked up first: what it decides anew meets the key as it is
  // written; and where it decides nothing, or is refused for what its first run has done, the key is asked for then.
  const execute = async (aggregate: AnyAggregate, intent: Intent, work: (unit: Unit) => Promise<string>) => {
    if (!intent.repeat) return run(aggregate, intent, work)
    const { key } = intent.repeat
    if (inFlight.has(key)) throw new Rejected(stillRunning)
    inFlight.add(key)
    try {
      return await run(aggregate, intent, work)
    } catch (error) {
      const original = error instanceof Rejected ? await findEarlier(intent) : undefined
      if (!original) throw error
      return await replay(aggregate, intent, original)
    } finally {
      inFlight.delete(key)
    }
  }
  const readState = (aggregate: AnyAggregate, id: string, asOf?: string) =>
    asOf === undefined ? states.read(aggregate, id) : states.readAsOf(aggregate, id, asOf)
  return { execute: execute as Execute, readState: readState as ReadState }
}

const otherPayload: Rejection = {
  kind: 'invalid',
  code: 'idempotency/other-payload',
  detail: 'This Idempotency-Key was used with another request. Send the same request again, or choose a new key.',
}
const stillRunning: Rejection = {
  kind: 'conflict',
  code: 'idempotency/in-flight',
  detail: 'A request with this Idempotency-Key is still running. Send it again in a second to get its answer.',
  facts: { retryAfterSeconds: 1 },
}
const contended: Rejection = {
  kind: 'unavailable',
  code: 'store/contended',
  detail: 'Too many others changed the same records. Nothing was changed; send the same request again.',
  facts: { retryAfterSeconds: 1 },
}
