/** Breaks no-cycle, with the egg. */
import { egg } from './egg.ts'

export const chicken = (): unknown => egg
