/** What a test writes with where no request does: by the system, five seconds at most. */
import type { Intent } from '../../src/infrastructure/store/commands/execute.ts'

export const testIntent = (at = new Date().toISOString()): Intent => ({
  actor: { kind: 'system', id: 'test' },
  cause: { kind: 'request', id: 'test' },
  at,
  timeoutMs: 5_000,
})
