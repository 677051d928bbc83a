/** Products, prices and certificates with all that can be said of them. */
import { decimal } from '../../../src/kernel/decimal.ts'
import type { AllergenProposal } from '../../../src/services/product/allergens/allergens.ts'
import { buyerItemAggregate } from '../../../src/services/product/catalogue/buyer-item-view.ts'
import type { BuyerItemCommand } from '../../../src/services/product/catalogue/buyer-item.ts'
import type { ProductDetails } from '../../../src/services/product/catalogue/product-details.ts'
import type { ProductCommand } from '../../../src/services/product/catalogue/product.ts'
import { productAggregate } from '../../../src/services/product/catalogue/product-view.ts'
import type {
  CertificateCommand,
  CertificateDetails,
  Scheme,
} from '../../../src/services/product/evidence/certificate.ts'
import { certificateAggregate } from '../../../src/services/product/evidence/certificate-view.ts'
import type { PriceListCommand, PriceListDetails } from '../../../src/services/product/pricing/price-list.ts'
import type { PriceCommand } from '../../../src/services/product/pricing/price.ts'
import { priceAggregate, priceListAggregate } from '../../../src/services/product/pricing/price-view.ts'
import { storiesOf, type Story } from './story.ts'

const at = '2026-08-01T09:00:00.000Z'
const by = 'usr_1'
const supplierId = 'org_s'

const measures = {
  netWeightGrams: 1_000,
  drainedWeightGrams: 800,
  grossWeightGrams: 1_100,
  volumeCubicCentimetres: 1_200,
}
const full: ProductDetails = {
  name: { en: 'Olives', nl: 'Olijven' },
  description: { en: 'Green ones.' },
  brand: 'Oliva',
  brandOwner: 'Oliva SA',
  category: 'olives',
  countryOfOrigin: 'ES',
  hsCode: '200570',
  ingredients: 'Olives, salt',
  nutrition: {
    energyKj: 600,
    energyKcal: 145,
    fat: 15,
    saturatedFat: 2,
    carbohydrate: 4,
    sugars: 1,
    fibre: 3,
    protein: 1,
    salt: 4,
  },
  storageTemperature: { minCelsius: 2, maxCelsius: 7 },
  shelfLifeDays: 365,
  dateMark: 'best-before',
  soldBy: 'kilogram',
  drained: true,
  unit: measures,
  packaging: [
    { level: 'case', contains: 12, of: 'base', ...measures },
    { level: 'pallet', contains: 60, of: 'case' },
  ],
  gtins: { base: '8712345000011' },
  productionSites: ['sit_1'],
}
const bare: ProductDetails = { name: { en: 'Gouda' }, dateMark: 'none', soldBy: 'piece', unit: {}, nutrition: {} }
const proposals: readonly AllergenProposal[] = [{ allergen: 'milk', status: 'contains', evidence: ['Milk'] }]
const visibility = { kind: 'private-label', brandOwnerId: 'org_b' } as const
const draft = (details: ProductDetails): ProductCommand => ({
  type: 'draft',
  at,
  supplierId,
  sku: 'O-1',
  details,
  visibility,
  proposals,
})
const describe = (details: ProductDetails): ProductCommand => ({ type: 'describe', at, details, visibility, proposals })
const product = storiesOf<ProductCommand>(productAggregate)

const listed: PriceListDetails = {
  name: 'Spring',
  audience: { kind: 'organisations', organisationIds: ['org_b'] },
  validFrom: '2026-08-01',
  validTo: '2026-12-31',
  containers: true,
}
const breaks = [{ from: 1, unitPrice: decimal('9.9') }]

const scheme: Scheme = { id: 'organic-eu', name: 'EU organic', scope: 'product', mustCover: 'production' }
const certified: CertificateDetails = {
  scheme: scheme.id,
  number: 'NL-BIO-01',
  issuer: 'Skal',
  scope: { siteIds: ['sit_1'], categories: ['olives'], productIds: ['prd_1'], exclusions: 'Black ones.' },
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  documentUrl: 'https://papers.example/bio',
}
const item = { at, buyerId: 'org_b', productId: 'prd_1', supplierId }

export const catalogueStories: readonly Story[] = [
  product(
    'with everything said, then described again',
    draft(full),
    describe({ ...full, brand: 'Olivia' }),
    { type: 'confirm-allergens', at, by, confirmations: [{ allergen: 'milk', status: 'free' }] },
    describe(bare),
  ),
  product('with hardly a word', draft(bare)),
  storiesOf<PriceListCommand>(priceListAggregate)(
    'with everything said, then changed',
    {
      type: 'open',
      at,
      supplierId,
      basis: { currency: 'EUR', incoterm: 'FOB', place: 'Rotterdam' },
      details: listed,
    },
    { type: 'change', at, details: { ...listed, audience: { kind: 'group', groupId: 'grp_1' } } },
  ),
  storiesOf<PriceCommand>(priceAggregate)('with everything said', {
    type: 'set',
    at,
    owner: { priceListId: 'pls_1', productId: 'prd_1', supplierId, isPublic: true },
    terms: {
      breaks,
      variants: [{ incoterm: 'EXW', place: 'Urk', breaks }],
      minimumQuantity: 1,
      increment: 1,
      leadTimeDays: 3,
    },
  }),
  storiesOf<CertificateCommand>(certificateAggregate)(
    'with everything said, then amended',
    { type: 'claim', at, supplierId, details: certified, scheme },
    { type: 'amend', at, details: { ...certified, number: 'NL-BIO-02' }, scheme },
  ),
  storiesOf<BuyerItemCommand>(buyerItemAggregate)(
    'coded, acknowledged and forgotten',
    { type: 'code', ...item, itemCode: 'B-1' },
    { type: 'acknowledge', ...item, by, specVersion: 1, current: 1 },
    { type: 'code', ...item, itemCode: null },
  ),
]
