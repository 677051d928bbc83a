/** Makes signing secrets as Standard Webhooks has them, and seals them: at rest they lie under a key of their endpoint alone. */
import { randomBytes } from 'node:crypto'
import type { PersonalData } from '../../../infrastructure/personal-data/personal-data.ts'
import type { KeptSecret } from './webhook-state.ts'

/** Between 24 and 64, as the standard has it. */
const secretBytes = 32

/** @param text  `whsec_` and base64: shown once */
export type IssuedSecret = { readonly text: string; readonly kept: KeptSecret }

export async function issueSecret(
  personalData: Pick<PersonalData, 'seal'>,
  webhookId: string,
  at: string,
): Promise<IssuedSecret> {
  const text = `whsec_${randomBytes(secretBytes).toString('base64')}`
  return { text, kept: { sealed: await personalData.seal(webhookId, text), from: at, until: null } }
}
