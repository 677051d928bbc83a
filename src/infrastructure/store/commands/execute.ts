/**
 * Runs a command: takes its streams, lets it decide, appends what it decided as one commit, and answers from the new
 * state. Of the same command sent twice, one happens and both get its answer.
 */
import type { Timers } from '../../../kernel/clock.ts'
import type { DomainEvent } from '../../../kernel/decider.ts'
import type { NewId } from '../../../kernel/identifier.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { streamOf, type Aggregate, type AnyAggregate, type Snapshot } from '../aggregate.ts'
import type { Position, StreamName } from '../commit-log.ts'
import { createEarlierOutcomes } from './earlier-outcomes.ts'
import { createHotStreams, type Entered } from './hot-streams.ts'
import type { Committed, Intent } from './intent.ts'
import type { Store } from '../store.ts'
import { repeatKeys } from '../repeat-days.ts'
import { createStreamLocks } from './stream-locks.ts'
import type { StreamReplayNeeds } from './stream-replay.ts'
import { createStreamStates } from './stream-states.ts'
import { createSubmitCommit, holds, type Submitted } from './submit-commit.ts'
import { pause, systemTimers } from '../system-timers.ts'
import type { Turns } from '../turns/turns.ts'
import { createUnitOfWork, type Unit, type UnitOfWork } from './unit-of-work.ts'

export type { Committed, Intent } from './intent.ts'

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
 * first one that is later. Version 0 means that it does not exist, or did not then. A number is a version that exists.
 */
export interface ReadState {
  <State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
    asOf?: string | number,
  ): Promise<Snapshot<State>>
}

export type ExecutorNeeds = {
  readonly store: Store
  readonly newId: NewId
  /** Milliseconds on a clock that never jumps. */
  readonly monotonicMs: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** What losers of a race wait by; the machine's own unless given. */
  readonly timers?: Timers
  /** Whose go it is, where several processes want the same streams; without, they try until they win. */
  readonly turns?: Pick<Turns, 'take'> | undefined
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

/** What one try begins with; streams that it finds out to need are added to `wanted`. */
type Try = {
  readonly wanted: Set<StreamName>
  readonly until: number
  readonly entered: Entered | undefined
}
/** Undefined where it has to begin again with more streams. */
type Decided =
  | { readonly landing: Promise<Committed<unknown> | undefined> }
  | { readonly unit: UnitOfWork; readonly error: unknown }
  | undefined
type Landing = {
  readonly aggregate: AnyAggregate
  readonly subject: Snapshot<unknown>
  readonly intent: Intent
  readonly entered: Entered | undefined
}

export function createExecutor(needs: ExecutorNeeds): { execute: Execute; readState: ReadState } {
  const { store, newId, monotonicMs, random, timers = systemTimers } = needs
  const locks = createStreamLocks()
  const states = createStreamStates(needs)
  needs.hearOthers?.(states.doubt)
  const submitCommit = createSubmitCommit({ store, newId, states })
  // Where nobody else writes, commands wait for each other in this process's own queues alone.
  const { turns } = needs
  const hot =
    turns && !store.soleWriter ? createHotStreams({ turns, monotonicMs, timers, doubt: states.doubt }) : undefined
  const earlier = createEarlierOutcomes(store, states)
  const inFlight = new Set<string>()

  /** Decides with its streams taken, and lets go of them. */
  const decide = async (
    aggregate: AnyAggregate,
    intent: Intent,
    { wanted, until, entered }: Try,
    work: (unit: Unit) => Promise<string>,
  ): Promise<Decided> => {
    const mayTake = (stream: StreamName): boolean => !hot?.isHot(stream) || entered?.has(stream) === true
    const tryAcquire = (stream: StreamName): boolean => {
      if (!mayTake(stream)) return false
      const isFree = locks.tryAcquire(stream)
      if (!isFree) hot?.heat(stream)
      return isFree
    }
    await locks.acquireAll([...wanted])
    const unit = createUnitOfWork({ at: intent.at, newId, states, tryAcquire, held: new Set(wanted) })
    let stays: readonly StreamName[] = []
    try {
      if (monotonicMs() >= until) throw new Rejected(contended)
      const id = await work(unit)
      if (unit.missing) return startAgain(unit, wanted)
      const subject = unit.current(streamOf(aggregate, id)) ?? (await states.read(aggregate, id))
      // Others came while it decided: without a turn it would be in the way of whoever has it.
      if (hot && ![...unit.held].every(mayTake)) return startAgain(unit, wanted)
      // Nothing may wait between here and the announcement inside: the locks are let go right after.
      const { landing, extended, submitted } = land(unit, { aggregate, subject, intent, entered })
      // What it only looked at has no version to guard it: no command of this process overtakes it there.
      if (submitted) stays = [...unit.held].filter((stream) => !extended.has(stream))
      void submitted?.then(() => locks.release(stays))
      return { landing }
    } catch (error) {
      return unit.missing ? startAgain(unit, wanted) : { unit, error }
    } finally {
      unit.end()
      locks.release([...unit.held].filter((stream) => !stays.includes(stream)))
    }
  }
  /** One try; undefined means that another commit won and the command decides again. */
  const attempt = async (...given: Parameters<typeof decide>): Promise<Committed<unknown> | undefined> => {
    const decided = await decide(...given)
    if (!decided) return undefined
    if ('landing' in decided) return decided.landing
    const { unit, error } = decided
    // What memory had wrong may be why it failed, and so may a commit under way that does not land.
    if (!(await holds(states, unit))) return undefined
    throw error
  }

  /** Of a command that changed nothing. No commit is there to keep its key: sent again, it is decided again (decision 18). */
  const answer = async (unit: UnitOfWork, { aggregate, subject, intent }: Landing) => {
    if (!(await holds(states, unit))) return undefined
    const original = await earlier.find(intent)
    if (original) return earlier.replay(aggregate, intent, original)
    await earlier.tellPosition(intent, streamOf(aggregate, subject.id), subject.version)
    return { ...subject, replayed: false }
  }
  const land = (unit: UnitOfWork, landing: Landing) => {
    const finished = unit.finish()
    const extended = new Set(finished.changed.keys())
    landing.entered?.keepOnly(extended)
    if (extended.size === 0) return { landing: answer(unit, landing), extended, submitted: undefined }
    const { aggregate, subject, intent } = landing
    const { actor, cause, at, repeat } = intent
    const outcome = repeat && {
      keys: repeatKeys(at, repeat.key),
      outcome: { fingerprint: repeat.fingerprint, stream: streamOf(aggregate, subject.id), version: subject.version },
    }
    const commit = submitCommit(unit, finished, { actor, cause, at, ...(outcome && { repeat: outcome }) })
    return { landing: conclude(commit, extended, landing), extended, submitted: commit.submitted }
  }
  const conclude = async (
    { id, appended }: Submitted,
    extended: ReadonlySet<StreamName>,
    { aggregate, subject, intent }: Landing,
  ) => {
    const result = await appended
    switch (result?.outcome) {
      case 'appended':
        needs.committed?.([...extended], { id, position: result.position })
        intent.landed?.(result.position)
        return { ...subject, replayed: false }
      case 'repeated':
        return earlier.replay(aggregate, intent, result.original)
      case 'conflict':
        states.forget(result.stream)
        hot?.heat(result.stream)
        return undefined
      case undefined:
        return undefined
    }
  }

  const run = async (aggregate: AnyAggregate, intent: Intent, work: (unit: Unit) => Promise<string>) => {
    const until = monotonicMs() + intent.timeoutMs
    const wanted = new Set<StreamName>()
    for (let tries = 0; ; tries += 1) {
      const known = wanted.size
      const entered = await hot?.enter(wanted, until - monotonicMs())
      // A turn is over when what was decided in it has landed: the next process reads it.
      const committed = await attempt(aggregate, intent, { wanted, until, entered }, work).finally(entered?.leave)
      if (committed) return committed
      if (monotonicMs() >= until) throw new Rejected(contended)
      // A newly found stream is taken at once; a lost race waits a little, by chance, so that losers part.
      if (wanted.size === known) await pause(timers, random() * Math.min(50, 2 ** tries))
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
      const original = error instanceof Rejected ? await earlier.find(intent) : undefined
      if (!original) throw error
      return await earlier.replay(aggregate, intent, original)
    } finally {
      inFlight.delete(key)
    }
  }
  const readState = (aggregate: AnyAggregate, id: string, asOf?: string | number) =>
    asOf === undefined ? states.read(aggregate, id) : states.readPast(aggregate, id, asOf)
  return { execute: execute as Execute, readState: readState as ReadState }
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

/** The streams that it took are taken first the next time, and the one that it could not have. */
function startAgain({ held, missing }: UnitOfWork, wanted: Set<StreamName>): undefined {
  for (const stream of held) wanted.add(stream)
  if (missing) wanted.add(missing.stream)
}
