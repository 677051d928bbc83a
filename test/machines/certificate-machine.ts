/** Certificates, at each of their states; what staff says of them is a step each, named as its route is. */
import type {
  CertificateCommand,
  CertificateDetails,
  Judgement,
  Scheme,
} from '../../src/services/product/evidence/certificate.ts'
import { certificateAggregate } from '../../src/services/product/evidence/certificate-view.ts'
import { reach, type EachCommand, type Machine } from './machine.ts'

const at = '2026-08-01T09:00:00.000Z'
const scheme: Scheme = { id: 'organic-eu', name: 'EU organic', scope: 'product', mustCover: 'production' }
const details: CertificateDetails = {
  scheme: scheme.id,
  number: 'NL-BIO-01',
  issuer: 'Skal',
  scope: {},
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
}
const judge = (outcome: Judgement) => (): CertificateCommand => ({
  type: 'judge',
  at,
  staffId: 'stf_1',
  outcome,
  reason: 'Looked up at its issuer.',
})

type Judged = { readonly [Verb in 'verify' | 'reject' | 'suspend' | 'revoke']: () => CertificateCommand }
const commands: Omit<EachCommand<CertificateCommand>, 'judge'> & Judged = {
  claim: () => ({ type: 'claim', at, supplierId: 'org_s', details, scheme }),
  amend: () => ({ type: 'amend', at, details: { ...details, number: 'NL-BIO-02' }, scheme }),
  verify: judge('verified'),
  reject: judge('rejected'),
  suspend: judge('suspended'),
  revoke: judge('revoked'),
}
const { claim, verify, reject, suspend, revoke } = commands
const after = (...given: readonly ((at: string) => CertificateCommand)[]) =>
  reach(certificateAggregate, at, ...given.map((command) => command(at)))

export const certificateMachine: Machine = {
  name: 'certificate',
  aggregate: certificateAggregate,
  states: {
    absent: after(),
    claimed: after(claim),
    verified: after(claim, verify),
    rejected: after(claim, reject),
    suspended: after(claim, verify, suspend),
    revoked: after(claim, verify, revoke),
  },
  commands,
  inner: ['claim'],
}
