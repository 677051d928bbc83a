/** Every commit has its entry: in the trails of the organisations that took part, or in the exchange's own. */

/** The trail of what concerns no organisation: accounts, staff, keys. Its name is no organisation's. */
export const exchangeTrail = 'exchange'

/** The trails that a commit is an entry of. */
export const trailsOf = (organisations: readonly string[]): ReadonlySet<string> =>
  organisations.length === 0 ? exchangeOnly : new Set(organisations)

/** Whose commits are the entries of a trail; null: those that concern nobody. */
export const partyOf = (trail: string): string | null => (trail === exchangeTrail ? null : trail)

const exchangeOnly: ReadonlySet<string> = new Set([exchangeTrail])
