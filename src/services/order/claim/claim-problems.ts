/** What each refusal about claims means, and what helps. */
export const claimProblems: Readonly<Record<string, { readonly title: string; readonly remedy: string }>> = {
  'claim/unknown': { title: 'No such claim', remedy: 'Check the id and the acting organisation.' },
  'claim/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the claim takes now.',
  },
  'claim/too-late': {
    title: 'The time to claim is over',
    remedy: 'The problem says until when it was. What could not be seen on arrival is a `hidden-defect`.',
  },
  'claim/unknown-line': {
    title: 'No such line of a receipt',
    remedy: 'Name a receipt of the shipment, and a line of it, counted from 1.',
  },
  'claim/not-judged': {
    title: 'Not judged for good',
    remedy: 'Record a receipt that accepts or refuses what is held or over, and claim over its line.',
  },
  'claim/kind-mismatch': {
    title: 'Not what the receipt says of this line',
    remedy: 'Claim `short` over lines that are short, and a hidden defect over what was accepted.',
  },
  'claim/nothing-to-return': {
    title: 'The buyer does not have the goods',
    remedy: 'Ask for a credit or a replacement; what was refused on arrival went back, or was done away with.',
  },
  'claim/quantity': { title: 'Not a quantity of this claim', remedy: 'The problem says how much it may be.' },
  'claim/more-than-received': {
    title: 'More than the line says',
    remedy: 'Claim at most what no other claim stands for; the problem says how much that is.',
  },
  'claim/too-many': { title: 'Too many claims over one shipment', remedy: 'Claim more in one claim.' },
  'claim/no-credit-due': {
    title: 'No credit is due of this claim',
    remedy: 'Refer to claims that are accepted for a credit, or whose goods are back.',
  },
  'claim/credit-mismatch': {
    title: 'Not a credit of what is claimed',
    remedy: 'Credit goods of the delivery that the claim is over.',
  },
  'claim/more-than-conceded': {
    title: 'More than the supplier conceded',
    remedy: 'Credit what is left of the claim; anything beyond it, by a note without `claimId`.',
  },
  'claim/too-many-credits': { title: 'Too many credit notes for one claim', remedy: 'Credit more in one note.' },
  'claim/reason-missing': { title: 'Less than claimed, without a reason', remedy: 'Say why, in `reason`.' },
}
