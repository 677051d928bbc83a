/** The audit service's one door. */
export { auditCollections } from './audit-view.ts'
export { auditModule } from './module.ts'
export { auditProblems } from './problems.ts'
export type { AuditSealer } from './run-sealer.ts'
export type { SegmentVerifier } from './verify-trail.ts'
