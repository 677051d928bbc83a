/** What a group must remember across restarts: how far it is, what is parked, what was given up. */
import type { Position } from '../infrastructure/store/commit-log.ts'
import type { MessageRef } from './bus-message.ts'
import type { DeadLetter } from './event-bus.ts'

export type ParkedMessage = MessageRef & { readonly attempts: number; readonly crashes: number }
export type GivenUp = MessageRef & Omit<DeadLetter, 'id' | 'group' | 'stream'>

/** Answers at once: an adapter that keeps it elsewhere holds what it asks for in memory and writes behind. */
export type GroupState = {
  /** Where a group stands, after making suspects of the messages that its last process died with. */
  openGroup(group: string, begin: Position): Position
  /** Everything up to a position is over, and these messages are about to be delivered. */
  save(group: string, position: Position, inFlight: readonly MessageRef[]): void
  /** Those that are parked already stay as they are. */
  park(group: string, messages: readonly ParkedMessage[]): void
  /** Failed so often; that it did so ends the suspicion that it kills its process. */
  tried(group: string, ref: MessageRef, attempts: number): void
  unpark(group: string, ref: MessageRef): void
  nextParked(group: string, stream: string): ParkedMessage | undefined
  /** What a process died with, in the order of the log. */
  suspects(group: string): readonly ParkedMessage[]
  parkedStreams(group: string): readonly string[]
  oldestParked(group: string): ParkedMessage | undefined
  countParked(group: string): number
  countLetters(group: string): number
  giveUp(group: string, letter: GivenUp): void
  isGivenUp(group: string, ref: MessageRef): boolean
}

export const letterId = (group: string, { position, ordinal }: Pick<MessageRef, 'position' | 'ordinal'>): string =>
  `${group}:${position}:${ordinal}`

/** Of what is no id, one that nothing has. */
export const parseLetterId = (id: string): { group: string; position: Position; ordinal: number } => {
  const [group = '', position = '', ordinal = ''] = id.split(':')
  return { group, position, ordinal: /^\d{1,9}$/.test(ordinal) ? Number(ordinal) : -1 }
}
