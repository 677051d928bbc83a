/** What a supplier, and the owner of a private label, are told of products and their evidence as it happens. */
import type { AnyOutwardEvents, OutwardEvents } from '../../kernel/outward-events.ts'
import type { Product, ProductEvent } from './catalogue/product.ts'
import type { Certificate, CertificateEvent } from './evidence/certificate.ts'

const products: OutwardEvents<Product, ProductEvent['type']> = {
  kind: 'product',
  subject: (id) => `/v1/products/${id}`,
  events: {
    'product/published': 'Buyers find it from now on.',
    'product/described': 'What is said of it was changed.',
    'product/allergens-confirmed': 'Its allergens were confirmed.',
    'product/discontinued': 'It is sold no more.',
  },
}

const certificates: OutwardEvents<Certificate, CertificateEvent['type']> = {
  kind: 'certificate',
  subject: (id) => `/v1/certificates/${id}`,
  events: {
    'certificate/claimed': 'It waits to be verified.',
    'certificate/amended': 'What is said of it was changed.',
    'certificate/judged': 'Platform staff verified or rejected it.',
  },
}

export const productOutwardEvents: readonly AnyOutwardEvents[] = [products, certificates]
