/** Who trades in the demo market: twelve companies that we made up, in nine countries. */
import { checkDigit } from '../kernel/gs1/gs1-check-digit.ts'

export type DemoCompany = {
  /** The first part of its people's addresses: `anna@wiesengrund.example`. */
  readonly key: string
  readonly legalName: string
  readonly kind: 'supplier' | 'buyer' | 'logistics' | 'laboratory'
  readonly country: string
  readonly city: string
  readonly postalCode: string
  readonly street: string
  /** First name and name. */
  readonly owner: string
  readonly language: string
  /** Others who work there, by role. */
  readonly staff?: readonly { readonly name: string; readonly role: 'approver' | 'seller' | 'buyer' | 'quality' }[]
  /** Of food of animal origin. */
  readonly establishmentNumber?: string
}

export const demoCompanies: readonly DemoCompany[] = [
  {
    key: 'wiesengrund',
    legalName: 'Molkerei Wiesengrund eG',
    kind: 'supplier',
    country: 'DE',
    city: 'Kempten',
    postalCode: '87435',
    street: 'Am Wiesengrund 4',
    owner: 'Anna Haslinger',
    language: 'de',
    staff: [{ name: 'Jonas Rieder', role: 'seller' }],
    establishmentNumber: 'DE BY 70412 EG',
  },
  {
    key: 'valperdu',
    legalName: 'Fromagerie du Val Perdu SAS',
    kind: 'supplier',
    country: 'FR',
    city: 'Annecy',
    postalCode: '74000',
    street: '12 chemin des Alpages',
    owner: 'Camille Brunier',
    language: 'fr',
    establishmentNumber: 'FR 74.010.207 CE',
  },
  {
    key: 'colleargento',
    legalName: "Oleificio Colle d'Argento S.r.l.",
    kind: 'supplier',
    country: 'IT',
    city: 'Andria',
    postalCode: '76123',
    street: 'Via degli Ulivi 81',
    owner: 'Marta Sgarra',
    language: 'it',
  },
  {
    key: 'costaclara',
    legalName: 'Conservas Costa Clara S.L.',
    kind: 'supplier',
    country: 'ES',
    city: 'Vigo',
    postalCode: '36201',
    street: 'Rúa do Peirao 7',
    owner: 'Iria Outeiro',
    language: 'es',
    establishmentNumber: 'ES 12.09931/PO CE',
  },
  {
    key: 'zlotyklos',
    legalName: 'Młyn Złoty Kłos Sp. z o.o.',
    kind: 'supplier',
    country: 'PL',
    city: 'Lublin',
    postalCode: '20-001',
    street: 'ul. Młyńska 15',
    owner: 'Zofia Wrzos',
    language: 'pl',
  },
  {
    key: 'poldervers',
    legalName: 'Polder Vers B.V.',
    kind: 'supplier',
    country: 'NL',
    city: 'Naaldwijk',
    postalCode: '2671 AB',
    street: 'Kassenlaan 22',
    owner: 'Sanne de Ruyck',
    language: 'nl',
  },
  {
    key: 'nordlys',
    legalName: 'Nordlys Sjømat AS',
    kind: 'supplier',
    country: 'NO',
    city: 'Ålesund',
    postalCode: '6003',
    street: 'Fiskerkaia 3',
    owner: 'Ingrid Tangvik',
    language: 'nb',
    establishmentNumber: 'NO M-4471 EFTA',
  },
  {
    key: 'markthalle',
    legalName: 'Markthalle Nord GmbH',
    kind: 'buyer',
    country: 'DE',
    city: 'Hamburg',
    postalCode: '20097',
    street: 'Speicherufer 19',
    owner: 'Lena Petersen',
    language: 'de',
    staff: [
      { name: 'Tarek Aydin', role: 'approver' },
      { name: 'Mia Lorenzen', role: 'buyer' },
    ],
  },
  {
    key: 'belleville',
    legalName: 'Traiteur Belleville SARL',
    kind: 'buyer',
    country: 'FR',
    city: 'Lyon',
    postalCode: '69003',
    street: '5 quai des Halles',
    owner: 'Noémie Carpentier',
    language: 'fr',
  },
  {
    key: 'harbourheath',
    legalName: 'Harbour & Heath Foods Ltd',
    kind: 'buyer',
    country: 'GB',
    city: 'Bristol',
    postalCode: 'BS1 4XE',
    street: '40 Merchants Wharf',
    owner: 'Oliver Penhale',
    language: 'en',
  },
  {
    key: 'kuehlweg',
    legalName: 'Kühlweg Spedition GmbH',
    kind: 'logistics',
    country: 'AT',
    city: 'Linz',
    postalCode: '4020',
    street: 'Hafenstraße 61',
    owner: 'Stefan Gruber',
    language: 'de',
  },
  {
    key: 'reinwasser',
    legalName: 'Labor Reinwasser AG',
    kind: 'laboratory',
    country: 'CH',
    city: 'Zürich',
    postalCode: '8005',
    street: 'Prüfweg 2',
    owner: 'Reto Ammann',
    language: 'de',
  },
]

/** All log-ins of the demo have it: nothing here is worth a secret. */
export const demoPassword = 'apples pears and plums'

/** The address of somebody who works at a company. */
export const emailOf = ({ key }: Pick<DemoCompany, 'key'>, name: string): string =>
  `${name.split(' ')[0]!.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')}@${key}.example`

/** 952 is the GS1 prefix for examples: no such number is ever given to goods or places that there are. */
const demoPrefix = '952'

/** A GTIN-13 of the demo: the company's number and the product's. */
export function demoGtin(company: number, item: number): string {
  const body = `${demoPrefix}${String(company).padStart(4, '0')}${String(item).padStart(5, '0')}`
  return body + checkDigit(body)
}

/** A GLN of the demo, for a company's site. */
export const demoGln = (company: number): string => demoGtin(9_000 + company, 0)
