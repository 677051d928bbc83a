/** The REST face of passkeys: people add, list and remove their own; signing in by one asks for a challenge here first. */
import { Type, type Static } from 'typebox'
import { listRoute, route, type Route } from '../../../gateway/route.ts'
import type { Execute } from '../../../infrastructure/store/commands/execute.ts'
import { invalidField, Rejected } from '../../../kernel/rejection.ts'
import { Code, Password } from '../account/account-schemas.ts'
import { assertOwnSession, subjectOf } from '../session/session-view.ts'
import type { SecondStep } from './open-second-step.ts'
import { Attestation, PasskeyBody, PasskeyId, PasskeyName, PasskeyOptions } from '../passkeys/passkey-schemas.ts'
import { challengeLifeMs, type Challenges } from '../passkeys/issue-challenge.ts'
import { unknownPasskey, type Passkey } from '../passkeys/passkeys.ts'
import { passkeysAggregate } from '../passkeys/passkeys-view.ts'
import { passkeyAlgorithms, verifyNewPasskey, type PasskeySite } from '../passkeys/verify-passkey.ts'
import { secondFactorAggregate } from '../second-factor/second-factor-view.ts'
import type { SecondFactorNotices } from './send-second-factor-notice.ts'
import { verifyOwnPassword, type OwnPasswordNeeds } from '../password/verify-own-password.ts'

export type PasskeyRoutesNeeds = OwnPasswordNeeds & {
  readonly execute: Execute
  readonly challenges: Challenges
  readonly passkeySite: PasskeySite
  readonly secondStep: SecondStep
  readonly secondFactorNotices: SecondFactorNotices
}

const path = '/v1/auth/passkeys'
const access = { kind: 'person' } as const
const headers = { 'cache-control': 'no-store' }

export const passkeyRoutes = (needs: PasskeyRoutesNeeds): Route[] => [
  signInOptionsRoute(needs),
  addOptionsRoute(needs),
  addRoute(needs),
  ...keepRoutes(needs),
]

const signInOptionsRoute = ({ challenges, passkeySite }: PasskeyRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/sign-in-options`,
    operationId: 'challengePasskey',
    tag: 'Accounts',
    summary: 'Begin to sign in by a passkey',
    description:
      'Give `options` to `navigator.credentials.get` within five minutes, and what it gives to POST /v1/auth/token with `grantType` `passkey`. Nobody says who they are: the device knows.',
    access: { kind: 'public' },
    idempotency: 'optional',
    reply: PasskeyOptions,
    success: 200,
    async handle({ intent }) {
      const options = {
        challenge: challenges.issue('sign-in', '', Date.parse(intent.at)),
        rpId: passkeySite.domain,
        allowCredentials: [],
        userVerification: 'required',
        timeout: challengeLifeMs,
      }
      return { body: { options }, headers }
    },
  })

const addOptionsRoute = (needs: PasskeyRoutesNeeds): Route =>
  route({
    method: 'POST',
    path: `${path}/options`,
    operationId: 'offerPasskey',
    tag: 'Accounts',
    summary: 'Begin to add a passkey',
    description:
      'Takes the password and, where the account has a second factor, a code: a passkey signs in without them. Give `options` to `navigator.credentials.create` within five minutes, and what it gives to POST /v1/auth/passkeys.',
    access,
    idempotency: 'optional',
    body: Type.Object({ password: Password, code: Type.Optional(Code) }),
    reply: PasskeyOptions,
    success: 200,
    refusals: ['auth/wrong-password', 'auth/code-needed', 'auth/wrong-code', 'auth/second-factor-locked'],
    async handle({ caller, body: { password, code }, intent, remoteAddress: address }) {
      const { personalData, readState, challenges, passkeySite } = needs
      const subject = subjectOf(caller)
      const account = await verifyOwnPassword(needs, subject, { address, password })
      const { state: factor } = await readState(secondFactorAggregate, subject.id)
      if (factor.status === 'active') {
        if (code === undefined) throw new Rejected(codeNeeded)
        await needs.secondStep.takeCode(intent, subject, { code, address })
      }
      const { state } = await readState(passkeysAggregate, subject.id)
      const [name = '', displayName = ''] = await Promise.all(
        [account.email, account.name].map((text) => personalData.open(text)),
      )
      const options = {
        rp: { id: passkeySite.domain, name: 'FoodXchange' },
        user: { id: Buffer.from(subject.id).toString('base64url'), name, displayName },
        challenge: challenges.issue('add', subject.id, Date.parse(intent.at)),
        pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: state.keys.map(({ credentialId, transports }) => ({
          type: 'public-key',
          id: credentialId,
          transports,
        })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
        timeout: challengeLifeMs,
      }
      return { body: { options }, headers }
    },
  })

const addRoute = (needs: PasskeyRoutesNeeds): Route =>
  route({
    method: 'POST',
    path,
    operationId: 'addPasskey',
    tag: 'Accounts',
    summary: 'Add a passkey',
    access,
    body: Type.Object({ name: PasskeyName, attestation: Attestation }),
    reply: PasskeyBody,
    success: 201,
    refusals: ['auth/unproven-passkey', 'auth/passkey-known', 'auth/too-many-passkeys'],
    async handle({ caller, body: { name, attestation }, intent }) {
      const subject = subjectOf(caller)
      const answered = { challenge: '', until: '' }
      const made = await verifyNewPasskey(needs.passkeySite, attestation, (challenge) => {
        const endsAtMs = needs.challenges.endOf('add', subject.id, challenge, Date.parse(intent.at))
        if (endsAtMs === undefined) return false
        Object.assign(answered, { challenge, until: new Date(endsAtMs).toISOString() })
        return true
      })
      const sealed = await needs.personalData.seal(subject.id, name)
      const { state, replayed } = await needs.execute(passkeysAggregate, intent, async (unit) => {
        const key = { id: unit.newId('pky'), ...made, name: sealed }
        await unit.decide(passkeysAggregate, subject.id, { type: 'add', at: unit.at, key, ...answered })
        return subject.id
      })
      const added = state.keys.find(({ credentialId }) => credentialId === made.credentialId)
      if (!added) throw new Rejected(unknownPasskey)
      if (!replayed) needs.secondFactorNotices.passkeyAdded(subject)
      return { body: await present(needs, added), replayed }
    },
  })

const keepRoutes = (needs: PasskeyRoutesNeeds): Route[] => [
  listRoute({
    path,
    operationId: 'listPasskeys',
    tag: 'Accounts',
    summary: 'List your passkeys',
    access,
    reply: PasskeyBody,
    refusals: ['auth/own-sign-in-needed'],
    async handle({ caller }) {
      assertOwnSession(caller)
      // All of them: ten at most.
      const { state } = await needs.readState(passkeysAggregate, subjectOf(caller).id)
      return { items: await Promise.all(state.keys.map((key) => present(needs, key))) }
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/{passkeyId}`,
    operationId: 'removePasskey',
    tag: 'Accounts',
    summary: 'Remove one of your passkeys',
    description: 'It signs in no more; sessions that it opened go on.',
    access,
    guard: 'none',
    params: Type.Object({ passkeyId: PasskeyId }),
    refusals: ['auth/own-sign-in-needed'],
    async handle({ caller, params: { passkeyId }, intent }) {
      assertOwnSession(caller)
      const subject = subjectOf(caller)
      const { replayed } = await needs.execute(passkeysAggregate, intent, async (unit) => {
        await unit.decide(passkeysAggregate, subject.id, { type: 'remove', at: unit.at, id: passkeyId })
        return subject.id
      })
      if (!replayed) needs.secondFactorNotices.passkeyRemoved(subject)
      return { replayed }
    },
  }),
]

const present = async (
  { personalData }: PasskeyRoutesNeeds,
  { id, name, isSynced, addedAt, lastUsedOn }: Passkey,
): Promise<Static<typeof PasskeyBody>> => ({
  id,
  name: (await personalData.open(name)) ?? '',
  isSynced,
  addedAt,
  lastUsedOn,
})

const codeNeeded = invalidField('auth/code-needed', '/code', 'is needed: the account has a second factor')
