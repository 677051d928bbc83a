/** Organisations and the people in them with all that can be said of them, and the keys that they and we sign with. */
import { currency } from '../../../src/kernel/currency.ts'
import type { Sealed } from '../../../src/kernel/sealed.ts'
import { sessionAggregate } from '../../../src/services/auth/session/session-view.ts'
import { signingKeysAggregate } from '../../../src/services/auth/tokens/signing-keys-view.ts'
import { passkeysAggregate } from '../../../src/services/auth/passkeys/passkeys-view.ts'
import type { PasskeysCommand } from '../../../src/services/auth/passkeys/passkeys.ts'
import { secondFactorAggregate } from '../../../src/services/auth/second-factor/second-factor-view.ts'
import type { SecondFactorCommand } from '../../../src/services/auth/second-factor/second-factor.ts'
import type { SessionCommand } from '../../../src/services/auth/session/session.ts'
import type { SigningKeysCommand } from '../../../src/services/auth/tokens/signing-keys.ts'
import type { MembershipCommand } from '../../../src/services/organisation/organisation/membership.ts'
import type { OrganisationDetails } from '../../../src/services/organisation/organisation/organisation-details.ts'
import type { OrganisationCommand } from '../../../src/services/organisation/organisation/organisation-events.ts'
import {
  membershipAggregate,
  organisationAggregate,
} from '../../../src/services/organisation/organisation/organisation-view.ts'
import { fullPlace } from './order-stories.ts'
import { storiesOf, type Story } from './story.ts'

const at = '2026-08-01T09:00:00.000Z'
const until = '2026-08-01T09:05:00.000Z'
const sealed = 'sealed' as Sealed
const { address, gln } = fullPlace
const bareAddress = { lines: ['Kade 1'], city: 'Urk', country: 'NL' }

const full: OrganisationDetails = {
  legalName: 'Kaas',
  country: 'NL',
  kinds: ['supplier', 'buyer'],
  gln: gln!,
  taxIds: [{ country: 'NL', number: 'NL123456789B01' }],
  address,
}
const register = (details: OrganisationDetails): OrganisationCommand => ({
  type: 'register',
  at,
  organisationId: 'org_1',
  ownerId: 'usr_own',
  details,
})
const change = (details: OrganisationDetails): OrganisationCommand => ({ type: 'change-details', at, details })
const site = { id: 'sit_1', name: 'Store', address, gln: gln!, establishmentNumber: 'NL 1234 EG' }
const budget = { at, currency: currency('EUR'), period: '2026' }
const rules = {
  thresholds: [
    {
      currency: currency('EUR'),
      from: 100_000,
      chain: [
        { kind: 'role', role: 'approver' },
        { kind: 'user', userId: 'usr_own' },
      ],
    },
  ],
  delegations: [],
} as const
const organisation = storiesOf<OrganisationCommand>(organisationAggregate)

const key = {
  id: 'psk_1',
  credentialId: 'Y3JlZA',
  publicKey: 'a2V5',
  counter: 0,
  transports: ['internal'],
  isSynced: true,
  name: sealed,
}
const signing = (kid: string, after: string | null): SigningKeysCommand => ({
  type: 'rotate',
  after,
  key: { kid, publicKey: 'a2V5', wrapped: 'd3JhcHBlZA', at },
})

export const organisationStories: readonly Story[] = [
  organisation(
    'with everything said',
    register(full),
    change({ ...full, legalName: 'Kaas BV' }),
    change({ ...full, address: bareAddress }),
    { type: 'add-site', at, site },
    { type: 'change-site', at, site: { ...site, name: 'Cold store' } },
    { type: 'set-approval-rules', at, rules },
    { type: 'open-budget', ...budget },
    { type: 'close-budget', ...budget },
  ),
  organisation('at an address without a word too many', register({ ...full, address: bareAddress })),
  storiesOf<MembershipCommand>(membershipAggregate)(
    'held and ended',
    { type: 'hold', at, organisationId: 'org_1', role: 'buyer' },
    { type: 'end', at, organisationId: 'org_1' },
  ),
  storiesOf<SessionCommand>(sessionAggregate)('opened through a provider', {
    type: 'open',
    at,
    subject: { kind: 'user', id: 'usr_1' },
    credentials: 1,
    digest: 'd1',
    through: { organisationId: 'org_1', generation: 1 },
  }),
  storiesOf<SessionCommand>(sessionAggregate)('opened through a provider where the person signed out before', {
    type: 'open',
    at,
    subject: { kind: 'user', id: 'usr_1' },
    credentials: 1,
    digest: 'd1',
    through: { organisationId: 'org_1', generation: 1, link: 1 },
  }),
  storiesOf<SecondFactorCommand>(secondFactorAggregate)(
    'removed by somebody else',
    { type: 'offer', at, secret: sealed },
    { type: 'confirm', at, step: 1, recoveryDigests: ['r1'] },
    { type: 'remove', at, by: 'stf_1', reason: 'Lost app and paper.' },
  ),
  storiesOf<PasskeysCommand>(passkeysAggregate)(
    'added, used and removed',
    { type: 'add', at, key, challenge: 'c1', until },
    { type: 'use', at, id: 'psk_1', counter: 1, challenge: 'c2', until },
    { type: 'remove', at, id: 'psk_1' },
  ),
  storiesOf<SigningKeysCommand>(signingKeysAggregate)('rotated', signing('k1', null), signing('k2', 'k1')),
]
