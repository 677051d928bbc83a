/** Whether a provider still vouches for the session that was opened through it, and whether an organisation asks for that. */
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Unit } from '../../../infrastructure/store/commands/unit-of-work.ts'
import type { Acting } from '../../../kernel/caller.ts'
import type { Rejection } from '../../../kernel/rejection.ts'
import { isApproved, isInForce } from './identity-provider.ts'
import { identityProviderAggregate, linkIdOf, providerLinkAggregate } from './provider-view.ts'
import type { OpenSession } from '../session/session.ts'

type Vouched = Pick<OpenSession, 'subject' | 'through'>

/** The streams that `isVouchedFor` rests on. */
export const vouchingStreams = ({ subject, through }: Vouched): readonly string[] =>
  through === undefined
    ? []
    : [`identityprovider-${through.organisationId}`, `providerlink-${linkIdOf(through.organisationId, subject.id)}`]

/** True of every session that no provider opened. */
export async function isVouchedFor(reader: Pick<Unit, 'read'>, { subject, through }: Vouched): Promise<boolean> {
  if (through === undefined) return true
  const [{ state: provider }, { state: link }] = await Promise.all([
    reader.read(identityProviderAggregate, through.organisationId),
    reader.read(providerLinkAggregate, linkIdOf(through.organisationId, subject.id)),
  ])
  if (!isApproved(provider) || provider.generation !== through.generation) return false
  return link.status === 'linked' && link.generation === (through.link ?? 0)
}

/** Whether a member has to come through the organisation's provider. Owners may do without: somebody has to mend it. */
export async function isProviderRequired(readState: ReadState, { organisationId, role }: Acting): Promise<boolean> {
  if (role === 'owner') return false
  return isInForce((await readState(identityProviderAggregate, organisationId)).state)
}

/** Said to nobody but who has proven who they are. */
export const providerRequired = (organisationIds: readonly string[]): Rejection => ({
  kind: 'forbidden',
  code: 'auth/provider-required',
  detail:
    'Your organisation has its members sign in through its identity provider: POST /v1/auth/provider-sign-ins with its id.',
  facts: { organisationIds },
})
