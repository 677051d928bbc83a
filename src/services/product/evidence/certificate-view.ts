/** How certificates are kept for reading: found by supplier, or by what staff still has to judge. */
import { readModel, type Aggregate, type Subject } from '../../../infrastructure/store/aggregate.ts'
import { collection, type Documents } from '../../../infrastructure/store/documents.ts'
import type { ReadState } from '../../../infrastructure/store/commands/execute.ts'
import {
  certificate,
  type Certificate,
  type CertificateCommand,
  type CertificateEvent,
  type KnownCertificate,
} from './certificate.ts'

export type CertificateDocument = KnownCertificate & {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
}

export const certificates = collection<CertificateDocument>()({
  name: 'certificates',
  indexes: {
    bySupplier: ({ supplierId, createdAt }) => [[supplierId, createdAt]],
    bySupplierAndStatus: ({ supplierId, status, createdAt }) => [[supplierId, status, createdAt]],
    byStatus: ({ status, createdAt }) => [[status, createdAt]],
  },
})

export const presentCertificate = (
  { id, createdAt, updatedAt }: Subject,
  state: Certificate,
): CertificateDocument | undefined => (state.status === 'absent' ? undefined : { id, ...state, createdAt, updatedAt })

export const certificateAggregate: Aggregate<Certificate, CertificateCommand, CertificateEvent> = {
  kind: 'certificate',
  decider: certificate,
  organisations: (state) => (state.status === 'absent' ? [] : [state.supplierId]),
  readModels: [
    readModel({
      collection: certificates,
      project: (subject: Subject, state: Certificate) => {
        const document = presentCertificate(subject, state)
        return document ? [{ id: subject.id, document }] : []
      },
    }),
  ],
}

/** Certificates of one supplier that are looked at; the newest first. */
export const certificatesPerSupplierMax = 1_000

export type VersionedCertificate = {
  readonly id: string
  readonly version: number
  readonly state: KnownCertificate
}

/** A supplier's certificates: found through the read model, with `alsoIds` that it may not have yet; judged on streams. */
export async function certificatesOf(
  { documents, read }: { readonly documents: Documents; readonly read: ReadState },
  supplierId: string,
  alsoIds: readonly string[] = [],
): Promise<readonly VersionedCertificate[]> {
  const limit = certificatesPerSupplierMax
  const find = { index: 'bySupplier', equals: [supplierId], order: 'descending', limit } as const
  const found = await documents.find(certificates, find)
  const ids = new Set([...found.items.map(({ id }) => id), ...alsoIds])
  const read_ = await Promise.all([...ids].map((id) => read(certificateAggregate, id)))
  return read_.flatMap(({ id, version, state }) =>
    state.status !== 'absent' && state.supplierId === supplierId ? [{ id, version, state }] : [],
  )
}
