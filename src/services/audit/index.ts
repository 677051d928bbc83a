/** The audit service's one door. */
export { auditCollections } from './trail/audit-view.ts'
export { auditModule } from './module.ts'
export { auditProblems } from './problems.ts'
export type { AuditSealer } from './sealing/run-sealer.ts'
export type { SegmentVerifier } from './verification/verify-trail.ts'
