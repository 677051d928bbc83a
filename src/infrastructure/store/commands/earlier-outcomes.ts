/** Of a command that was sent before: what its first run left behind, presented again. */
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import type { AnyAggregate } from '../aggregate.ts'
import { parseStreamName, type RepeatableOutcome, type StreamName } from '../commit-log.ts'
import type { Committed, Intent } from './intent.ts'
import { repeatKeys } from '../repeat-days.ts'
import type { Store } from '../store.ts'
import type { StreamStates } from './stream-states.ts'

export type EarlierOutcomes = {
  /** What the key was used for; undefined where the intent has none. */
  find(intent: Intent): Promise<RepeatableOutcome | undefined> | undefined
  /** Refuses where the key was used with another request. */
  replay(aggregate: AnyAggregate, intent: Intent, original: RepeatableOutcome): Promise<Committed<unknown>>
  /** Of what somebody committed before, tells where it stands: a look-up, only for who wants to know. */
  tellPosition(intent: Intent, stream: StreamName, version: number): Promise<void>
}

export function createEarlierOutcomes(
  store: Pick<Store, 'findRepeat' | 'positionOf'>,
  states: Pick<StreamStates, 'readAt'>,
): EarlierOutcomes {
  const tellPosition: EarlierOutcomes['tellPosition'] = async ({ landed }, stream, version) => {
    const position = landed && (await store.positionOf(stream, version))
    if (position !== undefined) landed?.(position)
  }
  return {
    find: ({ at, repeat }) => repeat && store.findRepeat(repeatKeys(at, repeat.key)[0]!),
    async replay(aggregate, intent, original) {
      if (original.fingerprint !== intent.repeat?.fingerprint) throw new Rejected(otherPayload)
      const { kind, id } = parseStreamName(original.stream)
      if (kind !== aggregate.kind) throw new Rejected(otherPayload)
      await tellPosition(intent, original.stream, original.version)
      return { ...(await states.readAt(aggregate, id, original.version)), replayed: true }
    },
    tellPosition,
  }
}

const otherPayload: Rejection = {
  kind: 'invalid',
  code: 'idempotency/other-payload',
  detail: 'This Idempotency-Key was used with another request. Send the same request again, or choose a new key.',
}
