/** What becomes of a ticket when its job's turn is over. */
import type { Job as QueuedTicket } from 'bullmq'
import { UnrecoverableError, WaitingError } from 'bullmq'
import type { AfterRun } from '../after-run.ts'
import { RetryLater } from './tickets.ts'

/** Tells the queue what the facts have become, in its own words: a value, or one of the errors it knows. */
export async function settle(
  after: AfterRun | 'lost' | 'cancelled',
  ticket: QueuedTicket,
  token: string,
): Promise<null> {
  if (after === 'cancelled') return null
  if (after === 'lost' || after.type === 'leave') throw new WaitingError()
  if (after.type === 'again') {
    if (after.unspent) return giveBack(ticket, token)
    throw new RetryLater(after.error?.code ?? 'again', after.delayMs)
  }
  if (after.ending.state === 'failed') throw new UnrecoverableError(after.ending.error.code)
  return null
}

/** To the head of the queue, as if it had not been taken. */
export async function giveBack(ticket: QueuedTicket, token: string): Promise<never> {
  await ticket.moveToWait(token)
  throw new WaitingError()
}
