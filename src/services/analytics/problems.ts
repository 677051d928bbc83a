/** What each refusal of analytics itself means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

export const analyticsProblems: Problems = {
  'analytics/period': {
    title: 'Not a period',
    remedy: 'Give a first and a last day as YYYY-MM-DD, the last not before the first, at most 400 days in all.',
  },
  'analytics/other-organisation': {
    title: 'An organisation that is not yours',
    remedy: 'Leave `organisationId` out: members see their own side. Platform staff may name any organisation.',
  },
}
