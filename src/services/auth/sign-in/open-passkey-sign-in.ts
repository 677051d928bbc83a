/** Signing in by a passkey: what a device and its person's finger or code prove takes the place of password and second factor. */
import type { Execute, Intent, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { isIdentifier } from '../../../kernel/identifier.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Static } from 'typebox'
import { accountsOf } from '../account/account-view.ts'
import { once, type OpenSession, type Tokens } from '../session/open-session.ts'
import type { Challenges } from '../passkeys/issue-challenge.ts'
import { wrongPasskey } from '../passkeys/passkeys.ts'
import { passkeysAggregate } from '../passkeys/passkeys-view.ts'
import { verifyPasskey, type PasskeySite } from '../passkeys/verify-passkey.ts'
import type { Assertion } from '../passkeys/passkey-schemas.ts'
import type { SessionSubject } from '../session/session.ts'

export type PasskeySignInNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly challenges: Challenges
  readonly passkeySite: PasskeySite
  readonly openSession: OpenSession
}

/** Throws `Rejected` (auth/wrong-passkey), which says as little of an account that there is as of one that there is not. */
export type PasskeySignIn = (intent: Intent, assertion: Static<typeof Assertion>) => Promise<Tokens>

export const openPasskeySignIn =
  ({ execute, readState, challenges, passkeySite, openSession }: PasskeySignInNeeds): PasskeySignIn =>
  async (intent, assertion) => {
    const subject = subjectOfHandle(assertion.response.userHandle)
    if (subject === undefined) throw new Rejected(wrongPasskey)
    const { kind, id } = subject
    const [{ state: account }, { state: passkeys }] = await Promise.all([
      readState(accountsOf[kind].accounts, id),
      readState(passkeysAggregate, id),
    ])
    const passkey = passkeys.keys.find(({ credentialId }) => credentialId === assertion.id)
    if (account.status !== 'active' || passkey === undefined) throw new Rejected(wrongPasskey)
    const answered = { challenge: '', until: '' }
    const counter = await verifyPasskey(passkeySite, passkey, assertion, (challenge) => {
      const endsAtMs = challenges.endOf('sign-in', '', challenge, Date.parse(intent.at))
      if (endsAtMs === undefined) return false
      Object.assign(answered, { challenge, until: new Date(endsAtMs).toISOString() })
      return true
    })
    await execute(passkeysAggregate, once(intent), async (unit) => {
      await unit.decide(passkeysAggregate, id, { type: 'use', at: unit.at, id: passkey.id, counter, ...answered })
      return id
    })
    return openSession(intent, subject, account.credentials)
  }

/** Devices give back the account's id, which they were told when the key was made. */
function subjectOfHandle(handle: string | undefined): SessionSubject | undefined {
  const id = Buffer.from(handle ?? '', 'base64url').toString('latin1')
  if (isIdentifier('usr', id)) return { kind: 'user', id }
  return isIdentifier('stf', id) ? { kind: 'staff', id } : undefined
}
