/** What each refusal about samples means, and what helps. */
export const sampleProblems: Readonly<Record<string, { readonly title: string; readonly remedy: string }>> = {
  'sample/unknown': { title: 'No such sample', remedy: 'Check the id and the acting organisation.' },
  'sample/not-in-this-state': {
    title: 'Not at this stage',
    remedy: 'The problem names the status and what the sample takes now.',
  },
  'sample/too-much': { title: 'More than a sample', remedy: 'Ask for less, or place an order.' },
}
