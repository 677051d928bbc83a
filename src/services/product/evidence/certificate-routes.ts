/** The REST face of certificates: suppliers claim them, staff judges them, buyers see the verified ones. */
import { Type } from 'typebox'
import { asOfQuery, asOfRefusals, listRoute, route, type Route } from '../../../gateway/route.ts'
import { actingOrganisation, type Caller } from '../../../kernel/caller.ts'
import { Rejected } from '../../../kernel/rejection.ts'
import type { Snapshot } from '../../../infrastructure/store/aggregate.ts'
import type { Documents } from '../../../infrastructure/store/documents.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import { requireVersion } from '../../../infrastructure/store/commands/require-version.ts'
import { showAsOf } from '../../../infrastructure/store/commands/show-as-of.ts'
import {
  unknownCertificate,
  type Certificate,
  type CertificateDetails,
  type Judgement,
  type Scheme,
} from './certificate.ts'
import { certificateAggregate, certificates, presentCertificate, type CertificateDocument } from './certificate-view.ts'
import { OrganisationId, ProductId } from '../catalogue/product-schemas.ts'

export type CertificateRouteNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly documents: Documents
  readonly schemes: () => ReadonlyMap<string, Scheme>
}

const tag = 'Evidence'
const writers = { kind: 'member', roles: ['seller', 'quality'] } as const
const CertificateId = Type.String({ pattern: '^crt_[0-9a-f]{32}$', description: 'A certificate’s id.' })
const byId = Type.Object({ certificateId: CertificateId })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Status = Type.Enum(['claimed', 'verified', 'rejected', 'suspended', 'revoked'])

const details = {
  scheme: Type.String({ minLength: 1, maxLength: 60, description: 'From GET /v1/certificate-schemes.' }),
  number: Type.String({ minLength: 1, maxLength: 120 }),
  issuer: Type.String({ minLength: 1, maxLength: 200 }),
  scope: Type.Object(
    {
      siteIds: Type.Optional(
        Type.Array(Type.String({ pattern: '^sit_[0-9a-f]{32}$' }), { minItems: 1, maxItems: 50, uniqueItems: true }),
      ),
      categories: Type.Optional(Type.Array(Type.String({ maxLength: 120 }), { minItems: 1, maxItems: 50 })),
      productIds: Type.Optional(Type.Array(ProductId, { minItems: 1, maxItems: 1_000, uniqueItems: true })),
      exclusions: Type.Optional(Type.String({ maxLength: 1_000 })),
    },
    { description: 'What it covers; a part that is left out does not narrow it.' },
  ),
  validFrom: Day,
  validTo: Day,
  documentUrl: Type.Optional(Type.String({ maxLength: 1_000, pattern: '^https://' })),
}
const DetailsBody = Type.Object(details)
const CertificateBody = Type.Object(
  {
    id: CertificateId,
    supplierId: OrganisationId,
    status: Status,
    ...details,
    reason: Type.Optional(Type.String()),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { title: 'Certificate' },
)

const shown = (snapshot: Snapshot<Certificate>): CertificateDocument => {
  const document = presentCertificate(snapshot, snapshot.state)
  if (!document) throw new Rejected(unknownCertificate)
  return document
}

/** What is only claimed is between its supplier and staff. */
const mayRead = (document: CertificateDocument, caller: Caller): boolean =>
  document.status === 'verified' || caller.kind === 'staff' || actingOrganisation(caller) === document.supplierId

export const certificateRoutes = (needs: CertificateRouteNeeds): Route[] => [
  ...claimRoutes(needs),
  ...judgeRoutes(needs),
  ...readRoutes(needs),
]

const claimRoutes = ({ execute, schemes }: CertificateRouteNeeds): Route[] => [
  route({
    method: 'POST',
    path: '/v1/certificates',
    operationId: 'claimCertificate',
    tag,
    summary: 'Claim a certificate',
    description: 'It counts once staff has verified it.',
    access: writers,
    body: DetailsBody,
    reply: CertificateBody,
    success: 201,
    async handle({ body, caller, intent }) {
      const given: CertificateDetails = body
      const supplierId = caller.acting.organisationId
      const done = await execute(certificateAggregate, intent, async (unit) => {
        const id = unit.newId('crt')
        const scheme = schemes().get(given.scheme)
        const command = { type: 'claim', at: unit.at, supplierId, details: given, scheme } as const
        await unit.decide(certificateAggregate, id, command)
        return id
      })
      const location = `/v1/certificates/${done.id}`
      return { body: shown(done), version: done.version, location, replayed: done.replayed }
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/certificates/{certificateId}',
    operationId: 'amendCertificate',
    tag,
    summary: 'Amend a certificate that is not judged yet, or was rejected',
    access: writers,
    params: byId,
    body: DetailsBody,
    reply: CertificateBody,
    async handle({ params: { certificateId }, body, caller, intent, ifMatch }) {
      const given: CertificateDetails = body
      const done = await execute(certificateAggregate, intent, async (unit) => {
        const snapshot = await unit.load(certificateAggregate, certificateId)
        if (shown(snapshot).supplierId !== caller.acting.organisationId) throw new Rejected(unknownCertificate)
        requireVersion(snapshot, ifMatch)
        const scheme = schemes().get(given.scheme)
        await unit.decide(certificateAggregate, certificateId, { type: 'amend', at: unit.at, details: given, scheme })
        return certificateId
      })
      return { body: shown(done), version: done.version, replayed: done.replayed }
    },
  }),
]

const judgements = [
  ['verify', 'verified', 'Verify a certificate', 'Also lifts a suspension.'],
  ['reject', 'rejected', 'Reject a certificate', 'Its supplier may amend it and is judged again.'],
  ['suspend', 'suspended', 'Suspend a certificate', 'It does not count until it is verified again.'],
  ['revoke', 'revoked', 'Revoke a certificate', 'For good.'],
] as const satisfies readonly (readonly [string, Judgement, string, string])[]

const judgeRoutes = ({ execute }: CertificateRouteNeeds): Route[] =>
  judgements.map(([verb, outcome, summary, description]) =>
    route({
      method: 'POST',
      path: `/v1/certificates/{certificateId}/${verb}`,
      operationId: `${verb}Certificate`,
      tag,
      summary,
      description,
      access: { kind: 'staff' },
      params: byId,
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1_000 }) }),
      reply: CertificateBody,
      async handle({ params: { certificateId }, body: { reason }, caller, intent, ifMatch }) {
        const done = await execute(certificateAggregate, intent, async (unit) => {
          requireVersion(await unit.load(certificateAggregate, certificateId), ifMatch)
          const command = { type: 'judge', at: unit.at, staffId: caller.staffId, outcome, reason } as const
          await unit.decide(certificateAggregate, certificateId, command)
          return certificateId
        })
        return { body: shown(done), version: done.version, replayed: done.replayed }
      },
    }),
  )

const readRoutes = ({ readState, documents, schemes }: CertificateRouteNeeds): Route[] => [
  route({
    method: 'GET',
    path: '/v1/certificates/{certificateId}',
    operationId: 'getCertificate',
    tag,
    summary: 'Read a certificate',
    access: { kind: 'member-or-staff' },
    params: byId,
    query: asOfQuery,
    reply: CertificateBody,
    refusals: asOfRefusals,
    async handle({ params: { certificateId }, query, caller, intent }) {
      return showAsOf(
        readState,
        { ...query, now: intent.at },
        {
          aggregate: certificateAggregate,
          id: certificateId,
          show: (snapshot) => {
            const document = shown(snapshot)
            if (!mayRead(document, caller)) throw new Rejected(unknownCertificate)
            return { body: document, version: snapshot.version }
          },
        },
      )
    },
  }),
  listRoute({
    path: '/v1/certificates',
    operationId: 'listCertificates',
    tag,
    summary: 'List certificates',
    description: 'Your own; the verified ones of a `supplier`; for staff, all in a `status`, `claimed` unless said.',
    access: { kind: 'member-or-staff' },
    query: Type.Object({ supplier: Type.Optional(OrganisationId), status: Type.Optional(Status) }),
    reply: CertificateBody,
    async handle({ query: { supplier, status }, page, caller }) {
      const viewer = actingOrganisation(caller)
      const of = supplier ?? viewer
      const own = of === viewer || caller.kind === 'staff'
      const wanted = own ? status : 'verified'
      const find =
        of === undefined
          ? ({ index: 'byStatus', equals: [wanted ?? 'claimed'] } as const)
          : wanted === undefined
            ? ({ index: 'bySupplier', equals: [of] } as const)
            : ({ index: 'bySupplierAndStatus', equals: [of, wanted] } as const)
      const found = await documents.find(certificates, { ...find, order: 'descending', ...page })
      return { ...found, items: found.items.map(({ body }) => ({ json: body })) }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/certificate-schemes',
    operationId: 'listCertificateSchemes',
    tag,
    summary: 'The certificate schemes that are known',
    access: { kind: 'public' },
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          scope: Type.Enum(['site', 'product']),
          mustCover: Type.Enum(['production', 'sale']),
        }),
      ),
    }),
    async handle() {
      const items = [...schemes().values()].map(({ id, name, scope, mustCover }) => ({ id, name, scope, mustCover }))
      return { body: { items }, headers: { 'cache-control': 'public, max-age=3600' } }
    },
  }),
]
