/**
 * Keeps queue and facts together: a process may die, or Redis fail over, between keeping a job and giving it its ticket,
 * so what waits without one is given one; and what ended long ago is forgotten.
 */
import type { JobLog } from '../jobs.ts'
import type { JobFacts } from './job-facts.ts'
import type { PromiseKeeper } from './keep-promises.ts'
import type { Tickets } from './tickets.ts'

/** Small steps, so that no script keeps Redis from others for long. */
const PAGE = 100
const PURGE_MAX = 500
/** A ticket comes right after its job; what takes longer never left its process. */
const TICKET_GRACE_MS = 2_000

export type TendingNeeds = {
  readonly facts: JobFacts
  readonly tickets: Tickets
  /** Absent: Redis alone says which jobs there are. */
  readonly promises: PromiseKeeper | undefined
  readonly nowMs: () => number
  readonly retentionMs: number
  readonly log: JobLog
  readonly everyMs: number
}

/** One process at a time does it, and not more often than `everyMs`; all of them try. */
export function createTending({ facts, tickets, promises, nowMs, retentionMs, log, everyMs }: TendingNeeds) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const giveTickets = async (): Promise<void> => {
    for (let seq: number | undefined = 0; seq !== undefined && !stopped;) {
      const { lastSeq, tickets: missing } = await facts.ticketless(seq, PAGE, nowMs() - TICKET_GRACE_MS)
      for (const ticket of missing) await tickets.renew(ticket, nowMs())
      seq = lastSeq
    }
  }
  const purge = async (): Promise<void> => {
    while (!stopped && (await facts.purge(nowMs() - retentionMs, PURGE_MAX)) === PURGE_MAX) continue
  }
  const isStopped = (): boolean => stopped
  const tend = async (): Promise<void> => {
    try {
      if (await facts.isMyTurn(Math.ceil(everyMs * 0.9))) {
        await promises?.look(isStopped)
        await giveTickets()
        await purge()
        await promises?.forget(nowMs() - retentionMs, isStopped)
      }
    } catch (error) {
      if (!stopped) log.error({ err: error }, 'the jobs could not be looked through')
    }
    if (stopped) return
    timer = setTimeout(() => void tend(), everyMs)
    timer.unref()
  }

  return {
    start: () => void tend(),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
