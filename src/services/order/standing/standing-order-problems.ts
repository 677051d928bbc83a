/** What each refusal about standing orders means, and what helps. */
export const standingOrderProblems: Readonly<Record<string, { readonly title: string; readonly remedy: string }>> = {
  'standing-order/unknown': {
    title: 'No such standing order',
    remedy: 'Check the id and the acting organisation. A standing order is shown to its buyer only.',
  },
  'standing-order/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the standing order takes now; one that has ended is opened anew.',
  },
  'standing-order/lines': {
    title: 'A line without a day, or too many lines',
    remedy: 'Give each line a quantity for at least one day of the week; open several standing orders of fewer lines.',
  },
  'standing-order/dates': {
    title: 'Days that do not follow each other',
    remedy: 'Name the first day before the last, of the term and of each pause.',
  },
  'standing-order/too-long': {
    title: 'A term longer than 53 weeks',
    remedy: 'End it within 371 days and open another one for what comes after.',
  },
  'standing-order/no-delivery-left': {
    title: 'No delivery is left to be ordered',
    remedy: 'Choose a later last day, fewer pauses, or a shorter lead time.',
  },
  'standing-order/begun': {
    title: 'The first day is fixed',
    remedy: 'Keep `from` as it is, or end this standing order and open another one.',
  },
  'standing-order/not-due': {
    title: 'Not a delivery to be ordered now',
    remedy: 'Read the occurrences: they tell what became of it.',
  },
  'standing-order/not-tried': {
    title: 'The cut-off passed unused',
    remedy: 'Place an order for this delivery by hand, if the supplier still takes it.',
  },
  'standing-order/requester-gone': {
    title: 'Nobody stands behind the standing order',
    remedy: 'Let a member who may place orders send its terms again (PUT); it goes on in that member’s name.',
  },
}
