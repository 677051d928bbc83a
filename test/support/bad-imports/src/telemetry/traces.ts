/** Breaks no-development-tools-in-source. */
export { test } from 'vitest'
