/** Shows a record as it stood at a moment or in a version that a client names, to who may see it now and could then. */
import type { DomainEvent } from '../../../kernel/decider.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { parseInstant } from '../../../kernel/time.ts'
import type { Aggregate, Snapshot } from '../aggregate.ts'
import type { ReadState } from './execute.ts'

export type Moment = {
  /** As the client wrote it: an instant, or `v3`, as the ETag of that version; absent: now. */
  readonly asOf?: string
  /** When the request arrived. UTC, ISO 8601. */
  readonly now: string
}

/** What else a record is judged by, as it stood at the same moment. */
export type Then = {
  /** UTC, ISO 8601. */
  readonly at: string
  readonly read: <State, Command, Event extends DomainEvent>(
    aggregate: Aggregate<State, Command, Event>,
    id: string,
  ) => Promise<Snapshot<State>>
}

export type ShownRecord<State, Command, Event extends DomainEvent, Shown> = {
  readonly aggregate: Aggregate<State, Command, Event>
  readonly id: string
  /** Presents a state, and throws `Rejected` where it is not for whoever asks. */
  readonly show: (snapshot: Snapshot<State>, then: Then) => Shown | Promise<Shown>
  /** Judges the present state instead of `show`, where what is shown to nobody any more may still have a past that is. */
  readonly assertTheirs?: (present: Snapshot<State>) => void
}

/**
 * What `show` makes of the record's state at the moment. The present is asked first: who has no right today learns
 * nothing of the past, not even that there was one. Then the past is asked in the same way: what was not theirs to see
 * then is not shown to them for having become theirs since. Throws `Rejected`: `as-of/…` where the moment or version is
 * none, is to come, or was before the record.
 */
export async function showAsOf<State, Command, Event extends DomainEvent, Shown>(
  readState: ReadState,
  { asOf, now }: Moment,
  { aggregate, id, show, assertTheirs }: ShownRecord<State, Command, Event, Shown>,
): Promise<Shown> {
  const wanted = asOf === undefined ? undefined : (versionIn(asOf) ?? pastMoment(asOf, now))
  const present = await readState(aggregate, id)
  const whole = { at: now, read: readState }
  if (wanted === undefined) return show(present, whole)
  if (assertTheirs) assertTheirs(present)
  else await show(present, whole)
  if (typeof wanted === 'number' && wanted > present.version) throw toCome()
  if (wanted === 0) throw notYet(present.createdAt)
  const past = await readState(aggregate, id, wanted)
  if (past.version === 0) throw notYet(present.createdAt)
  const at = typeof wanted === 'number' ? past.updatedAt : wanted
  return show(past, { at, read: (of, otherId) => readState(of, otherId, at) })
}

/**
 * The same for a list of what is in one record, which whoever asks has a right to by its id alone: before the record
 * there was nothing in it. Throws `Rejected`: `as-of/…` where the moment or version is none or to come.
 */
export async function stateAsOf<State, Command, Event extends DomainEvent>(
  readState: ReadState,
  { asOf, now }: Moment,
  aggregate: Aggregate<State, Command, Event>,
  id: string,
): Promise<Snapshot<State> & { readonly at: string }> {
  const wanted = asOf === undefined ? undefined : (versionIn(asOf) ?? pastMoment(asOf, now))
  const present = await readState(aggregate, id)
  if (wanted === undefined) return { ...present, at: now }
  if (typeof wanted === 'number' && wanted > present.version) throw toCome()
  const past = await readState(aggregate, id, wanted)
  return { ...past, at: typeof wanted === 'string' ? wanted : past.updatedAt || now }
}

const versionPattern = /^v(0|[1-9]\d{0,8})$/

const versionIn = (text: string): number | undefined => {
  const digits = versionPattern.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const toCome = (): Rejected =>
  new Rejected(invalidField('as-of/to-come', '/asOf', 'Nobody knows yet how it will stand.'))

function pastMoment(text: string, now: string): string {
  const at = parseInstant(text)
  if (!at.ok) throw new Rejected(invalidField('as-of/malformed', '/asOf', at.rejection.detail))
  if (at.value > now) throw toCome()
  return at.value
}

/** Refuses a moment before the record; for parts of a record that are told of alone, too. */
export const notYet = (createdAt: string): Rejected =>
  new Rejected({
    kind: 'not-found',
    code: 'as-of/not-yet',
    detail: `It did not exist at that moment: it was made at ${createdAt}.`,
    facts: { createdAt },
  })
