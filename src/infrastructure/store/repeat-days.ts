/** The days that the keys of repeatable commands are kept under, written `YYYYMMDD`. */

/** The day so many days after one that is written `YYYYMMDD` or `YYYY-MM-DD`. */
export const dayLater = (day: string, days: number): string =>
  new Date(Date.parse(day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')) + days * 86_400_000)
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '')

/** Named once a day instead of once a command. */
let known: { readonly today: string; readonly names: readonly string[] } = { today: '', names: [] }

/**
 * A key is known under its day and the next one: it lives 24 to 48 hours, and only two days are ever looked at.
 * @param at  when the command arrived: UTC, ISO 8601
 */
export function repeatKeys(at: string, key: string): string[] {
  const today = at.slice(0, 10)
  if (known.today !== today) known = { today, names: [dayLater(today, 0), dayLater(today, 1)] }
  return known.names.map((day) => `${day}:${key}`)
}
