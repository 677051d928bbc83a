/** Personal data kept in memory, for tests of services that only pass it on. */
import { createHmac } from 'node:crypto'
import type { PersonalData } from '../../src/services/auth/sealed.ts'

export const memoryPersonalData = (): PersonalData & { erase(personId: string): Promise<void> } => {
  const kept = new Map<string, { personId: string; text: string }>()
  return {
    async seal(personId, text) {
      const sealed = `sealed-${kept.size}`
      kept.set(sealed, { personId, text })
      return sealed
    },
    open: async (sealed) => kept.get(sealed)?.text,
    digest: (kind, text) => createHmac('sha256', 'test').update(`${kind}:${text}`).digest('base64url'),
    async erase(personId) {
      for (const [sealed, entry] of kept) if (entry.personId === personId) kept.delete(sealed)
    },
  }
}
