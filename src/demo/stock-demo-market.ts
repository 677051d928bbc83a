/** Fills the demo market: products with what they are free of, prices for everybody and for one, lots, certificates. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError, type Client } from '../../sdk/v2.ts'
import type { DemoProduct } from './demo-products.ts'
import { inParallel } from './in-parallel.ts'
import type { Trader } from './open-demo-people.ts'

export type Goods = DemoProduct & { readonly id: string; readonly supplierId: string }

type Market = { readonly traders: readonly Trader[]; readonly staff: Client; readonly now: () => number }

/** The exchange answers some at once while others wait for its disk. */
const atOnce = 12
const dayMs = 86_400_000
/** What a customer with a list of its own pays: 6 % less. */
const ownListShare = 0.94

export const dayFrom = (nowMs: number, days: number): string =>
  new Date(nowMs + days * dayMs).toISOString().slice(0, 10)

/** Ten-thousandths of a currency unit as an exact decimal. */
export const priceText = (price: number): string =>
  `${Math.floor(price / 10_000)}.${String(price % 10_000).padStart(4, '0')}`

export async function stockDemoMarket(market: Market, products: readonly DemoProduct[]): Promise<readonly Goods[]> {
  const { traders } = market
  const byKey = new Map(traders.map((trader) => [trader.company.key, trader]))
  const goods = await inParallel(products, atOnce, async (product) => {
    const trader = byKey.get(product.supplier)
    if (!trader) throw new Error(`There is no company "${product.supplier}" in the demo.`)
    const { owner } = trader
    const { data } = await owner.draftProduct({ body: product.draft })
    const params = { productId: data.id }
    await owner.publishProduct({ params })
    await owner.confirmAllergens({ params, body: { allergens: [...product.allergens] } })
    await addLots(market, trader, { ...product, id: data.id })
    return { ...product, id: data.id, supplierId: trader.id }
  })
  const customer = byKey.get('markthalle')
  const suppliers = traders.filter(({ company }) => company.kind === 'supplier')
  await inParallel(suppliers, 3, async (supplier) => {
    const own = goods.filter(({ supplierId }) => supplierId === supplier.id)
    await openPriceList(market, supplier, own, { name: 'For everybody', share: 1 })
    if (customer) {
      const { legalName } = customer.company
      await openPriceList(market, supplier, own, { name: legalName, share: ownListShare, customer })
    }
    await addCertificates(market, supplier, own)
  })
  await pricesAreThere(customer?.owner, goods)
  return goods
}

async function addLots({ now }: Market, { owner, siteId }: Trader, product: DemoProduct & { readonly id: string }) {
  for (const { code, cases, age, grams } of product.lots)
    await owner.registerLot({
      body: {
        productId: product.id,
        code,
        producedOn: dayFrom(now(), -age),
        siteId,
        quantity: cases * product.perCase,
        ...(grams !== undefined && { grams }),
      },
    })
}

type ListOptions = { readonly name: string; readonly share: number; readonly customer?: Trader }

async function openPriceList(
  { now }: Market,
  { owner, company }: Trader,
  own: readonly Goods[],
  { name, share, customer }: ListOptions,
): Promise<void> {
  const { data } = await owner.openPriceList({
    body: {
      name,
      currency: 'EUR',
      incoterm: customer ? 'DAP' : 'FCA',
      place: (customer?.company ?? company).city,
      audience: customer ? { kind: 'organisations', organisationIds: [customer.id] } : { kind: 'public' },
      validFrom: dayFrom(now(), -30),
      validTo: dayFrom(now(), 335),
    },
  })
  const prices = own.map(({ id, price, perCase }) => {
    const at = (part: number): string => priceText(Math.round(price * share * part))
    const breaks = [
      { from: perCase, unitPrice: at(1) },
      { from: perCase * 10, unitPrice: at(0.97) },
      { from: perCase * 60, unitPrice: at(0.94) },
    ]
    return { productId: id, breaks, minimumQuantity: perCase, increment: perCase, leadTimeDays: 3 }
  })
  await owner.setPrices({ params: { priceListId: data.id }, body: { prices } })
}

/** One for the site, verified; one for what is organic, verified but for the last supplier's, which waits for staff. */
async function addCertificates({ staff, now }: Market, { owner, siteId, company }: Trader, own: readonly Goods[]) {
  const dates = { validFrom: dayFrom(now(), -200), validTo: dayFrom(now(), 165) }
  const site = { scheme: 'ifs-food', number: `IFS-${company.country}-1952`, issuer: 'Nordstern Audit', ...dates }
  const { data } = await owner.claimCertificate({ body: { ...site, scope: { siteIds: [siteId] } } })
  await staff.verifyCertificate({ params: { certificateId: data.id }, body: { reason: 'Found in the register.' } })
  const productIds = own.filter(({ draft }) => draft.name['en']?.startsWith('Organic')).map(({ id }) => id)
  if (productIds.length === 0) return
  const organic = { scheme: 'organic-eu', number: `${company.country}-ÖKO-952`, issuer: 'Biokontrolle Mitte', ...dates }
  const claimed = await owner.claimCertificate({ body: { ...organic, scope: { productIds } } })
  const params = { certificateId: claimed.data.id }
  if (company.key !== 'nordlys') await staff.verifyCertificate({ params, body: { reason: 'Found in the register.' } })
}

const patienceMs = 15_000

/** Prices are read from read models, which may be late. */
async function pricesAreThere(buyer: Client | undefined, goods: readonly Goods[]): Promise<void> {
  if (!buyer) return
  const last = new Map(goods.map((one) => [one.supplier, one]))
  for (const { id, perCase } of last.values()) {
    const query = { productId: id, quantity: perCase }
    for (let waitedMs = 0; !(await isOwnPrice(buyer, query)); waitedMs += 50) {
      if (waitedMs > patienceMs) throw new Error('The prices of the demo market cannot be read after 15 s.')
      await sleep(50)
    }
  }
}

async function isOwnPrice(buyer: Client, query: { productId: string; quantity: number }): Promise<boolean> {
  try {
    return (await buyer.getPrice({ query })).data.rank === 'customer'
  } catch (error) {
    if (error instanceof ProblemError && error.status === 404) return false
    throw error
  }
}
