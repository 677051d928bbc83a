/**
 * `FX-As-Of`: a write is answered with where its commit stands, and a request that sends it back is answered by a
 * process that has heard of that commit, so that a client reads what it wrote through whichever process it comes to.
 */
import { placeOf } from '../../kernel/place-of-address.ts'
import { Rejected, type Rejection } from '../../kernel/rejection.ts'

export const asOfHeader = 'fx-as-of'

/** What a process has heard of the commit log, and forgotten whatever that made outdated. */
export type HeardCommits = {
  readonly hasHeard: (position: string) => boolean
  /** Whether it has within so long. */
  readonly hear: (position: string, withinMs: number) => Promise<boolean>
}

type Header = string | string[] | undefined

/** Longer than a process mostly takes to follow a change of primary; a route then still has its own time. */
const withinMs = 3_000
/** Requests that wait at once: more mean that the process has fallen behind. */
const waitingMax = 1_000
/** Of them, from one address: whoever makes positions up is not to make the others wait for nothing. */
const waitingOfPlaceMax = 100

/** Who would wait. */
export type Waiting = {
  readonly address: string
  /** Asked before it waits; rejects where it may not. */
  readonly mayWait: () => Promise<void>
}

export function createAsOf({ hasHeard, hear }: HeardCommits) {
  let waiting = 0
  const waitingOf = new Map<string, number>()
  const wait = async (position: string, who: Waiting | undefined): Promise<void> => {
    await who?.mayWait()
    const place = who && placeOf(who.address)
    const own = place === undefined ? 0 : (waitingOf.get(place) ?? 0)
    if (waiting >= waitingMax || own >= waitingOfPlaceMax) throw new Rejected(behind)
    waiting += 1
    if (place !== undefined) waitingOf.set(place, own + 1)
    try {
      if (!(await hear(position, withinMs))) throw new Rejected(behind)
    } finally {
      waiting -= 1
      if (place !== undefined) leave(place)
    }
  }
  const leave = (place: string): void => {
    const left = waitingOf.get(place)! - 1
    if (left === 0) waitingOf.delete(place)
    else waitingOf.set(place, left)
  }
  return {
    /** True where nothing has to be waited for, or refused. */
    isReached: (header: Header): boolean => header === undefined || (isPosition(header) && hasHeard(header)),
    /**
     * Waits where it has to, at most for a while. Throws `Rejected` for what no write was answered with.
     * @param who  absent where we named the position ourselves
     */
    reach(header: Header, who?: Waiting): Promise<void> | undefined {
      if (header === undefined) return undefined
      if (!isPosition(header)) throw new Rejected(malformed)
      return hasHeard(header) ? undefined : wait(header, who)
    },
  }
}

export type AsOf = ReturnType<typeof createAsOf>

const isPosition = (header: Header): header is string => typeof header === 'string' && /^[0-9a-f]{16}$/.test(header)

const malformed: Rejection = {
  kind: 'malformed',
  code: 'gateway/as-of-malformed',
  detail: 'Send `FX-As-Of` once, as a write was answered with it, or leave it out.',
}
const behind: Rejection = {
  kind: 'unavailable',
  code: 'gateway/as-of-not-reached',
  detail:
    'This process has not heard of the write that `FX-As-Of` names yet. Send the request again in a second; without the header it is answered as of now here.',
  facts: { retryAfterSeconds: 1 },
}
