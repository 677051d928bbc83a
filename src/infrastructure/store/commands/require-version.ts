/** The guard behind `If-Match`: what changed since the caller read it is not overwritten. */
import { Rejected } from '../../../kernel/rejection.ts'
import type { Subject } from '../aggregate.ts'

/** Throws `Rejected` (stale) when a version was named and it is not the present one. */
export function requireVersion(subject: Pick<Subject, 'version'>, expected: number | undefined): void {
  if (expected === undefined || expected === subject.version) return
  throw new Rejected({
    kind: 'stale',
    code: 'store/stale-version',
    detail: 'This has changed since you read it. Read it again, look at what changed, then repeat your change.',
    facts: { expectedVersion: expected, currentVersion: subject.version },
  })
}
