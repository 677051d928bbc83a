/** Reads a record as it stood at a moment that a client names, for who may see it now. */
import type { DomainEvent } from '../../kernel/decider.ts'
import { invalidField, Rejected, type Rejection } from '../../kernel/rejection.ts'
import { parseInstant } from '../../kernel/time.ts'
import type { Aggregate, Snapshot } from './aggregate.ts'
import type { ReadState } from './execute.ts'

export type Moment = {
  /** As the client wrote it; absent: now. */
  readonly asOf: string | undefined
  /** When the request arrived. UTC, ISO 8601. */
  readonly now: string
}

/**
 * The record's state at a moment, and the moment as times are kept. `assertSeen` throws where its present state is not for whoever asks: nobody learns of
 * a record by its past. Throws `Rejected`: `as-of/…` where the moment is none, is to come, or was before the record.
 */
export async function readAsOf<State, Command, Event extends DomainEvent>(
  readState: ReadState,
  aggregate: Aggregate<State, Command, Event>,
  id: string,
  { asOf, now, assertSeen }: Moment & { readonly assertSeen: (present: Snapshot<State>) => void },
): Promise<{ readonly snapshot: Snapshot<State>; readonly at: string }> {
  const at = asOf === undefined ? now : pastMoment(asOf, now)
  const present = await readState(aggregate, id)
  assertSeen(present)
  if (asOf === undefined) return { snapshot: present, at }
  const past = await readState(aggregate, id, at)
  if (past.version === 0) throw new Rejected(notYet(present.createdAt))
  return { snapshot: past, at }
}

function pastMoment(text: string, now: string): string {
  const at = parseInstant(text)
  if (!at.ok) throw new Rejected(invalidField('as-of/malformed', '/asOf', at.rejection.detail))
  if (at.value > now) throw new Rejected(invalidField('as-of/to-come', '/asOf', 'Nobody knows yet how it will stand.'))
  return at.value
}

const notYet = (createdAt: string): Rejection => ({
  kind: 'not-found',
  code: 'as-of/not-yet',
  detail: `It did not exist at that moment: it was made at ${createdAt}.`,
  facts: { createdAt },
})
