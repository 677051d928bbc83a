/** Bystander: a core. */
import { accept } from '../../kernel/result.ts'

export const order = accept
