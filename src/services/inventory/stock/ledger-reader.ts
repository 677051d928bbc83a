/** The stock ledger, newest entry first: not a copy kept beside the stream, but the stream itself. */
import { readEvent, streamOf } from '../../../infrastructure/store/aggregate.ts'
import type { CommitLog, StreamVersion } from '../../../infrastructure/store/commit-log.ts'
import type { StockEvent } from '../book/stock-events.ts'
import type { MovementBody, Shown } from '../lot/stock-schemas.ts'
import { stockAggregate } from '../book/stock-view.ts'

type Movement = Shown<typeof MovementBody>

/** Where a page goes on: below this event of this version. */
type Place = { readonly version: number; readonly below: number }

export type LedgerPage = { readonly items: readonly Movement[]; readonly next?: string }

export async function readLedger(
  log: Pick<CommitLog, 'readStream'>,
  book: { readonly id: string; readonly version: number },
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<LedgerPage> {
  const items: Movement[] = []
  let place: Place = after === undefined ? { version: book.version, below: Infinity } : placeOf(after)
  while (place.version > 0) {
    const from = Math.max(0, place.version - limit)
    const versions = await log.readStream(streamOf(stockAggregate, book.id), {
      after: from,
      limit: place.version - from,
    })
    for (const read of versions.toReversed())
      for (const [index, movement] of movementsOf(read).reverse()) {
        if (read.version === place.version && index >= place.below) continue
        if (items.length === limit) return { items, next: items.at(-1)!.id }
        items.push(movement)
      }
    place = { version: from, below: Infinity }
  }
  return { items }
}

const placeOf = (id: string): Place => {
  const [version = '', below = ''] = id.split('.')
  return { version: Number(version), below: Number(below) }
}

/** The events of one version that moved goods, or what was set aside. */
const movementsOf = (read: StreamVersion): [index: number, Movement][] =>
  read.events.flatMap((recorded, index): [number, Movement][] => {
    const event = readEvent<StockEvent>(stockAggregate, recorded)
    if (event.type === 'stock/opened' || event.type === 'stock/lot-entered') return []
    return [[index, presentMovement(`${read.version}.${index}`, event)]]
  })

function presentMovement(
  id: string,
  event: Exclude<StockEvent, { type: 'stock/opened' | 'stock/lot-entered' }>,
): Movement {
  const { at, type } = event
  const told: Record<string, unknown> = { ...event }
  const because = told['reason'] ?? told['because']
  return {
    id,
    at,
    type,
    moves: event.moves as Movement['moves'],
    ...(because !== undefined && { reason: because as string }),
    ...('note' in event && event.note !== undefined && { note: event.note }),
    ...('reference' in event && { reference: event.reference }),
    ...('reservationId' in event && { reservationId: event.reservationId, for: event.for }),
  }
}
