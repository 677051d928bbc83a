/** What each refusal of the audit trail means, and what helps: shown at /problems/{code}. */
type Problems = Readonly<Record<string, { readonly title: string; readonly remedy: string }>>

export const auditProblems: Problems = {
  'audit/other-organisation': {
    title: 'An organisation that is not yours',
    remedy: 'Leave `organisationId` out: members read their own trail. Platform staff may name any organisation.',
  },
  'audit/period': {
    title: 'Not a period',
    remedy: 'Give `from` and `until` as instants, such as 2026-08-01T00:00:00Z, the second after the first.',
  },
  'audit/no-such-entry': {
    title: 'The trail is not that long',
    remedy:
      'Ask for sequences and sizes up to `size` of GET /v1/audit/checkpoint, and for none that is before its first.',
  },
  'audit/verification-under-way': {
    title: 'A verification is under way',
    remedy: 'One is done at a time, because each reads much of the log. Send the same request again in some seconds.',
  },
  'audit/verification-too-long': {
    title: 'The log could not be read in time',
    remedy: 'Verify at a quieter hour, or check the signed checkpoints and ask for proofs of the entries that matter.',
  },
}
