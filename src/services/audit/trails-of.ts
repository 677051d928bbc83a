/** Every commit has its entry: in the trails of the organisations that took part, or in the exchange's own. */

/** The trail of what concerns no organisation: accounts, staff, keys. Its name is no organisation's. */
export const exchangeTrail = 'exchange'

/** The trails that a commit is an entry of. */
export const trailsOf = (organisations: readonly string[]): ReadonlySet<string> =>
  organisations.length === 0 ? exchangeOnly : new Set(organisations)

/** Whether a commit is an entry of a trail. */
export const isOfTrail = (organisations: readonly string[], trail: string): boolean =>
  organisations.length === 0 ? trail === exchangeTrail : organisations.includes(trail)

const exchangeOnly: ReadonlySet<string> = new Set([exchangeTrail])
