/** Bystander: an adapter that keeps the rules. */
import { DatabaseSync } from 'node:sqlite'
import { accept } from '../../kernel/result.ts'
import type { Store } from './store.ts'

export const openStore = (): Store => ({ append: accept && new DatabaseSync(':memory:').isOpen })
