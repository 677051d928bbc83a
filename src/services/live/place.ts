/**
 * A place in what an organisation is told: all up to an entry of its trail, and what it was told of before the trail had
 * it. Events go out as soon as they are heard of, in whichever process; the trail numbers them a moment later, the same
 * for all. A place joins both, so that whoever resumes from it, anywhere, misses nothing and is told nothing twice.
 */

export type Place = {
  /** All of the trail up to this sequence; 0: nothing yet. */
  readonly sealed: number
  /** Keys of what was told and stands behind it, in the order in which it was told. */
  readonly ahead: readonly string[]
}

export const beginning: Place = { sealed: 0, ahead: [] }

/** Places stay short: with so much ahead, what comes next waits for the trail. */
export const aheadMax = 32
/** The events of one entry of the trail; a place within an entry counts what was told of it. */
const keysMax = 512

const keyLength = 12
/** What stands for an event in a place: 48 bits of its id, among a few dozen others of one organisation. */
export const keyOf = (eventId: string): string => eventId.slice(-keyLength)

const PLACE = new RegExp(`^(0|[1-9]\\d{0,14})((?:\\.[0-9a-f]{${keyLength}}){0,${keysMax}})$`)
/** Characters of the longest text of a place. */
export const placeMaxLength = 15 + keysMax * (keyLength + 1)

/** `1042`, or `1042.0f3c…` with what is ahead. */
export const placeText = ({ sealed, ahead }: Place): string => [sealed, ...ahead].join('.')

/** Undefined for what is no place. */
export function parsePlace(text: string): Place | undefined {
  const [, sealed, ahead] = PLACE.exec(text) ?? []
  if (sealed === undefined || ahead === undefined) return undefined
  return { sealed: Number(sealed), ahead: ahead === '' ? [] : ahead.slice(1).split('.') }
}

/** After an event was told that the trail has not, or whose entry has more events. */
export const pastEvent = ({ sealed, ahead }: Place, key: string): Place => ({ sealed, ahead: [...ahead, key] })

/** After all of the next entry of the trail. @param keys  of its events */
export const pastEntry = ({ ahead }: Place, sequence: number, keys: readonly string[]): Place => ({
  sealed: sequence,
  ahead: ahead.length === 0 ? ahead : ahead.filter((key) => !keys.includes(key)),
})
