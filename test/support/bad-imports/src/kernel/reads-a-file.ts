/** Breaks kernel-stands-alone. */
export { readFileSync } from 'node:fs'
