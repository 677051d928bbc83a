/** Limits that nobody meets by accident, for benches and for tests that are not about them. Every request is counted all the same. */

const raised = '1000000/1'

export const raisedLimits = {
  FX_LIMIT_READ: raised,
  FX_LIMIT_SEARCH: raised,
  FX_LIMIT_WRITE: raised,
  FX_LIMIT_HEAVY: raised,
  FX_LIMIT_IMPORT: raised,
  FX_LIMIT_CONNECTION: raised,
  FX_LIMIT_SIGN_IN: raised,
} as const
