/** The REST face of the second factor: people add, renew and remove their own. */
import { Type, type Static } from 'typebox'
import { route, type Route } from '../../../gateway/route.ts'
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import type { PersonCaller } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import { Code, Instant, Password } from '../account/account-schemas.ts'
import { subjectOf } from '../session/session-view.ts'
import { newRecoveryCodes, recoveryCodesMax } from '../second-factor/issue-recovery-codes.ts'
import { failuresMax, noSecondFactor, type SecondFactor } from '../second-factor/second-factor.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import { newTotpSecret, totpUri } from '../second-factor/verify-totp.ts'
import { base32 } from '../second-factor/base32.ts'
import type { SecondFactorNotices } from './send-second-factor-notice.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from '../password/verify-own-password.ts'
import { assertPassed, commandOfCode, hasPassed, stepOf } from '../second-factor/verify-second-factor.ts'

export type SecondFactorRoutesNeeds = OwnPasswordNeeds & {
  readonly execute: Execute
  readonly secondFactorNotices: SecondFactorNotices
}

const path = '/v1/auth/second-factor'
const access = { kind: 'person' } as const
const headers = { 'cache-control': 'no-store' }

const SecondFactorBody = Type.Object(
  {
    status: Type.Enum(['none', 'offered', 'active'], { description: '`offered` until a first code confirms it.' }),
    since: Type.Optional(Instant),
    recoveryCodesLeft: Type.Optional(Type.Integer()),
    locked: Type.Optional(
      Type.Boolean({ description: 'Whether codes of the app are not taken after too many wrong ones.' }),
    ),
  },
  { title: 'SecondFactor' },
)
const RecoveryCodesBody = Type.Object(
  {
    recoveryCodes: Type.Optional(
      Type.Array(Type.String(), {
        maxItems: recoveryCodesMax,
        description: 'Each good once, instead of a code. Only in the first answer to the request; they are not kept.',
      }),
    ),
  },
  { title: 'RecoveryCodes' },
)

export const secondFactorRoutes = (needs: SecondFactorRoutesNeeds): Route[] => [
  showRoute(needs),
  offerRoute(needs),
  confirmRoute(needs),
  renewRoute(needs),
  removeRoute(needs),
]

const present = (state: SecondFactor): Static<typeof SecondFactorBody> => {
  if (state.status !== 'active') return { status: state.status }
  const { since, recoveryDigests, failures } = state
  return { status: 'active', since, recoveryCodesLeft: recoveryDigests.length, locked: failures >= failuresMax }
}

const showRoute = ({ readState }: SecondFactorRoutesNeeds): Route =>
  route({
    method: 'GET',
    path,
    operationId: 'getSecondFactor',
    tag: 'Accounts',
    summary: 'Whether signing in takes a code',
    access,
    reply: SecondFactorBody,
    async handle({ caller }) {
      const { state } = await readState(secondFactorAggregate, subjectOf(caller).id)
      return { body: present(state) }
    },
  })

const offerRoute = (needs: SecondFactorRoutesNeeds): Route =>
  route({
    method: 'POST',
    path,
    operationId: 'offerSecondFactor',
    tag: 'Accounts',
    summary: 'Begin to add a second factor',
    description:
      'Gives the secret for an authenticator app (TOTP, RFC 6238): as text, and as an address to show as a QR code. Nothing changes until a code of the app confirms it.',
    access,
    body: Type.Object({ password: Password }),
    reply: Type.Object({ secret: Type.String(), uri: Type.String() }, { title: 'OfferedSecondFactor' }),
    success: 201,
    refusals: ['auth/wrong-password', 'auth/second-factor-active'],
    async handle({ caller, body: { password }, intent, remoteAddress: address }) {
      const subject = subjectOf(caller)
      const { email } = await verifyOwnPassword(needs, subject, { address, password })
      const fresh = Buffer.from(newTotpSecret()).toString('base64url')
      const secret = await needs.personalData.seal(subject.id, fresh)
      const { state, replayed } = await needs.execute(secondFactorAggregate, intent, async (unit) => {
        await unit.decide(secondFactorAggregate, subject.id, { type: 'offer', at: unit.at, secret })
        return subject.id
      })
      // Of a repeated request, the secret of the first.
      const text = state.status === 'none' ? undefined : await needs.personalData.open(state.secret)
      if (text === undefined) throw new Rejected(noSecondFactor({ status: 'none' }))
      const bytes = Buffer.from(text, 'base64url')
      const uri = totpUri(bytes, (await needs.personalData.open(email)) ?? '')
      return { body: { secret: base32(bytes), uri }, replayed, headers }
    },
  })

const confirmRoute = (needs: SecondFactorRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/confirm`,
    operationId: 'confirmSecondFactor',
    tag: 'Accounts',
    summary: 'Confirm the second factor with a first code',
    description: 'From now on signing in takes a code. Keep the recovery codes where the app is not.',
    access,
    body: Type.Object({ code: Code }),
    reply: RecoveryCodesBody,
    success: 200,
    refusals: ['auth/wrong-code', 'auth/no-second-factor', 'auth/second-factor-active'],
    async handle({ caller, body: { code }, intent }) {
      const subject = subjectOf(caller)
      const { codes: recoveryCodes, digests: recoveryDigests } = newRecoveryCodes()
      const { replayed } = await needs.execute(secondFactorAggregate, intent, async (unit) => {
        const { at } = unit
        const { state } = await unit.load(secondFactorAggregate, subject.id)
        const step = state.status === 'offered' ? await stepOf(needs.personalData, state, { code, at }) : null
        await unit.decide(secondFactorAggregate, subject.id, { type: 'confirm', at, step, recoveryDigests })
        return subject.id
      })
      if (replayed) return { body: {}, replayed }
      needs.secondFactorNotices.added(subject)
      return { body: { recoveryCodes }, headers }
    },
  })

const Proof = Type.Object({ password: Password, code: Code })
const proofRefusals = ['auth/wrong-password', 'auth/wrong-code', 'auth/no-second-factor', 'auth/second-factor-locked']
type Proving = {
  readonly caller: PersonCaller
  readonly body: Static<typeof Proof>
  readonly intent: Intent
  readonly remoteAddress: string
}
type Then = { type: 'remove'; by: string } | { type: 'renew-recovery-codes'; recoveryDigests: readonly string[] }

/** Takes password and code, and does what they were given for in the same commit; a wrong code is kept all the same. */
async function prove(needs: SecondFactorRoutesNeeds, { caller, body, intent, remoteAddress }: Proving, then: Then) {
  const subject = subjectOf(caller)
  const { id } = subject
  await verifyOwnPassword(needs, subject, { address: remoteAddress, password: body.password })
  const { state, replayed } = await needs.signInThrottle.guard(`code ${id}`, remoteAddress, async () => {
    const done = await needs.execute(secondFactorAggregate, intent, async (unit) => {
      const { at } = unit
      const { state: before } = await unit.load(secondFactorAggregate, id)
      const command = await commandOfCode(needs.personalData, before, { code: body.code, at })
      const after = await unit.decide(secondFactorAggregate, id, command)
      if (after.status === 'active' && after.failures === 0)
        await unit.decide(secondFactorAggregate, id, { ...then, at })
      return id
    })
    return { ...done, isRight: hasPassed(done.state) }
  })
  assertPassed(state)
  return { subject, replayed }
}

const renewRoute = (needs: SecondFactorRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/recovery-codes`,
    operationId: 'renewRecoveryCodes',
    tag: 'Accounts',
    summary: 'Get new recovery codes',
    description: 'Those that were given before are good no more.',
    access,
    body: Proof,
    reply: RecoveryCodesBody,
    success: 200,
    refusals: proofRefusals,
    async handle(request) {
      const { codes: recoveryCodes, digests: recoveryDigests } = newRecoveryCodes()
      const { replayed } = await prove(needs, request, { type: 'renew-recovery-codes', recoveryDigests })
      return replayed ? { body: {}, replayed } : { body: { recoveryCodes }, headers }
    },
  })

const removeRoute = (needs: SecondFactorRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/remove`,
    operationId: 'removeSecondFactor',
    tag: 'Accounts',
    summary: 'Remove the second factor',
    access,
    body: Proof,
    refusals: proofRefusals,
    async handle(request) {
      const { subject, replayed } = await prove(needs, request, { type: 'remove', by: subjectOf(request.caller).id })
      if (!replayed) needs.secondFactorNotices.removed(subject)
      return { replayed }
    },
  })
