/** Breaks sdk-stands-alone. */
export { accept } from '../src/kernel/result.ts'
