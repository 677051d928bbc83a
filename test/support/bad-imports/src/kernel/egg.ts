/** The other half of the cycle. */
import { chicken } from './chicken.ts'

export const egg = (): unknown => chicken
