/** What comes after a place: first what the trail has, then what it will have. Each event once, whatever was told before. */
import { aheadMax, keyOf, pastEntry, pastEvent, type Place } from './place.ts'

/** What an organisation is told: that something happened to a record, and where to read what it is now. */
export type LiveEvent = {
  /** The same for the same event however often and wherever it is told; says nothing of other organisations. */
  readonly id: string
  /** Such as `order.confirmed`. */
  readonly type: string
  readonly organisationId: string
  /** Where the record is read. */
  readonly subject: string
  /** The version that the event made. */
  readonly version: number
  readonly at: string
  /** To be sent as `FX-As-Of`, so that the record is read with this event in it. */
  readonly asOf: string
}

/** Of a commit, and perhaps none. */
export type Entry = { readonly sequence: number; readonly events: readonly LiveEvent[] }

/** An event, and the place behind it. */
export type Placed = { readonly event: LiveEvent; readonly place: Place }
export type Batch = { readonly events: readonly Placed[]; readonly place: Place }

/**
 * @param entries  of the trail, neighbours, of which the first is not behind the one that follows the place
 * @param unsealed  what was heard of and is not in these entries nor before them, a list for each commit
 */
export function nextEvents(
  from: Place,
  entries: readonly Entry[],
  unsealed: readonly (readonly LiveEvent[])[],
  limit: number,
): Batch {
  const events: Placed[] = []
  let place = from
  const told = new Set(from.ahead)
  for (const entry of entries) {
    if (entry.sequence <= place.sealed) continue
    const keys = entry.events.map(({ id }) => keyOf(id))
    const untold = entry.events.filter(({ id }) => !told.has(keyOf(id)))
    for (const [n, event] of untold.entries()) {
      if (events.length === limit) return { events, place }
      const isLast = n === untold.length - 1
      place = isLast ? pastEntry(place, entry.sequence, keys) : pastEvent(place, keyOf(event.id))
      events.push({ event, place })
    }
    if (untold.length === 0) place = pastEntry(place, entry.sequence, keys)
  }
  for (const event of unsealed.flat()) {
    if (told.has(keyOf(event.id))) continue
    if (events.length === limit || place.ahead.length >= aheadMax) break
    place = pastEvent(place, keyOf(event.id))
    events.push({ event, place })
  }
  return { events, place }
}
