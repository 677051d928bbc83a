/** What stands in events and documents where a name or an address would: only the key of its person opens it. */
import type { Branded } from './brand.ts'

/** Ciphertext of one piece of personal data, as the keeper of personal data gave it out. */
export type Sealed = Branded<string, 'Sealed'>
