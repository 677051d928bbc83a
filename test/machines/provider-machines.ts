/** Identity providers of organisations, and the members they recognise, at each of their states. */
import type { Sealed } from '../../src/kernel/sealed.ts'
import type { IdentityProviderCommand, ProviderOutcome } from '../../src/services/auth/provider/identity-provider.ts'
import type { ProviderLinkCommand } from '../../src/services/auth/provider/provider-link.ts'
import { identityProviderAggregate, providerLinkAggregate } from '../../src/services/auth/provider/provider-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2027-03-01T08:00:00.000Z'
const until = '2027-03-01T08:10:00.000Z'
const by = 'usr_ann'
const settings = {
  organisationId: 'org_a',
  issuer: 'https://login.dairy.example',
  clientId: 'exchange',
  clientSecret: 'sealed:1:idp_1:secret' as Sealed,
  secretId: 'idp_1',
  domains: ['dairy.example', 'cheese.example'],
} as const

const connect = (more: Partial<typeof settings> | object = {}) =>
  ({ type: 'connect', at, by, ...settings, ...more }) as const
const judge = (outcome: ProviderOutcome) => ({ type: 'judge', at, staffId: 'stf_1', outcome, reason: 'Seen.' }) as const
const require = () => ({ type: 'require', at, by, isRequired: true }) as const
const remove = () => ({ type: 'remove', at, by }) as const
const ofProvider = {
  connect: () => connect(),
  judge: () => judge('approved'),
  require,
  remove,
} as const satisfies EachCommand<IdentityProviderCommand>
const providerAfter = (...commands: readonly IdentityProviderCommand[]) =>
  reach(identityProviderAggregate, at, ...commands)

export const identityProviderMachine: Machine = {
  name: 'identity provider',
  aggregate: identityProviderAggregate,
  states: {
    absent: providerAfter(),
    pending: providerAfter(connect()),
    approved: providerAfter(connect(), judge('approved')),
    required: providerAfter(connect(), judge('approved'), require()),
    'approved, another issuer asked for': providerAfter(
      connect(),
      judge('approved'),
      connect({ issuer: 'https://login.cheese.example' }),
    ),
    refused: providerAfter(connect(), judge('refused')),
    suspended: providerAfter(connect(), judge('approved'), judge('suspended')),
    removed: providerAfter(connect(), remove()),
  },
  commands: ofProvider,
  variants: {
    'connect, with another secret': () => connect({ secretId: 'idp_2' }),
    'connect, with fewer domains': () => connect({ domains: ['dairy.example'] }),
    'connect, with one more domain': () => connect({ domains: [...settings.domains, 'butter.example'] }),
    'judge, refused': () => judge('refused'),
    'judge, suspended': () => judge('suspended'),
  },
  inner: [],
  always: ['connect'],
  gone: ['removed'],
}

const linked = { organisationId: 'org_a', userId: by, issuer: settings.issuer, subject: 's1' } as const
const link = (more: object = {}) => ({ type: 'link', at, ...linked, nonce: 'n1', until, ...more }) as const
const signIn = (nonce: string) => ({ type: 'sign-in', at, subject: 's1', nonce, until }) as const
const signOut = (nonce: string) => ({ type: 'sign-out', at, subject: 's1', nonce, until }) as const
const unlink = () => ({ type: 'unlink', at, by: 'usr_own' }) as const
const linkAfter = (...commands: readonly ProviderLinkCommand[]) => reach(providerLinkAggregate, at, ...commands)

export const providerLinkMachine: Machine = {
  name: 'member known to an identity provider',
  aggregate: providerLinkAggregate,
  states: {
    absent: linkAfter(),
    linked: linkAfter(link()),
    'linked at the provider before': linkAfter(link({ issuer: 'https://login.cheese.example' })),
    unlinked: linkAfter(link(), unlink()),
  },
  commands: {
    link: () => link(),
    'sign-in': () => signIn('n2'),
    'sign-out': () => signOut('n2'),
    unlink,
  } as const satisfies EachCommand<ProviderLinkCommand>,
  variants: {
    'link, as another person': () => link({ subject: 's2' }),
    'sign-in, as another person': () => ({ ...signIn('n2'), subject: 's2' }),
    'sign-in, a second time with one answer': () => signIn('n1'),
    'sign-out, of another person': () => ({ ...signOut('n2'), subject: 's2' }),
    'sign-out, told a second time': () => signOut('n1'),
  },
  inner: ['link', 'sign-in', 'sign-out'],
  gone: ['unlinked'],
  besides: {
    'auth/not-linked': 'Somebody else of the provider is told nothing of this account.',
    'auth/invalid-provider-sign-in': 'An answer is good once: begin again.',
    'auth/invalid-logout-token': 'What was told once ends nothing that was opened since.',
  },
}
