/** What a standing order refuses of its terms, each thing by its field. */
import { invalidField, type Rejection } from '../../../kernel/rejection.ts'
import { daysBetween, type LocalDate } from '../../../kernel/time.ts'
import { nextDelivery } from './schedule.ts'
import { pausesMax, standingLinesMax, termDaysMax, type StandingTerms } from './standing-terms.ts'

/** The first thing in the terms that cannot be; `settledThrough`: what is settled or too late already. */
export function problemOfTerms(terms: StandingTerms, settledThrough: LocalDate): Rejection | undefined {
  const { lines, from, until, pauses } = terms
  if (lines.length === 0 || lines.length > standingLinesMax)
    return invalidField('standing-order/lines', '/lines', `A standing order has 1 to ${standingLinesMax} lines.`)
  const idle = lines.findIndex(({ quantities }) => Object.keys(quantities).length === 0)
  if (idle >= 0)
    return invalidField(
      'standing-order/lines',
      `/lines/${idle}/quantities`,
      'A line is for one day of the week or more.',
    )
  if (until < from) return invalidField('standing-order/dates', '/until', 'The last day is before the first.')
  if (daysBetween(from, until) >= termDaysMax)
    return invalidField('standing-order/too-long', '/until', `A standing order is for ${termDaysMax} days at most.`)
  if (pauses.length > pausesMax)
    return invalidField('standing-order/dates', '/pauses', `At most ${pausesMax} pauses can be named.`)
  const reversed = pauses.findIndex((pause) => pause.until < pause.from)
  if (reversed >= 0)
    return invalidField('standing-order/dates', `/pauses/${reversed}/until`, 'The last day is before the first.')
  return nextDelivery(terms, settledThrough) === undefined ? nothingLeft : undefined
}

export const nothingLeft: Rejection = invalidField(
  'standing-order/no-delivery-left',
  '/until',
  'No delivery is left that could still be ordered: all are settled, paused or past their cut-off.',
)
