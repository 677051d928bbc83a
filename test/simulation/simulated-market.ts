/** The market that every seed begins with: made once, on a disk that each run gets a copy of. */
import { currency } from '../../src/kernel/currency.ts'
import { decimal } from '../../src/kernel/decimal.ts'
import type { Intent } from '../../src/infrastructure/store/commands/execute.ts'
import type { Caller, Role } from '../../src/kernel/caller.ts'
import { organisationAggregate } from '../../src/services/organisation/organisation/organisation-view.ts'
import { productAggregate } from '../../src/services/product/catalogue/product-view.ts'
import { priceId } from '../../src/services/product/pricing/price.ts'
import { priceAggregate, priceListAggregate } from '../../src/services/product/pricing/price-view.ts'
import { namedId } from '../support/named-id.ts'
import type { ScarceGoods } from '../histories/load/market.ts'
import { seededRandom } from '../histories/seeded-random.ts'
import type { Conditions } from './conditions.ts'
import { emptyDisk, type Disk } from './disk.ts'
import { createSimulatedClient } from './simulated-client.ts'
import { startProcess, type SimulatedProcess } from './simulated-process.ts'
import { createVirtualTime } from './virtual-time.ts'

/** When every run begins: a Monday morning. */
export const beginsAtMs = Date.parse('2027-03-01T08:00:00.000Z')

export const calm: Conditions = {
  loadMs: 0,
  processes: 1,
  turns: false,
  lostWords: 0,
  diskMs: 0,
  networkMs: 0,
  documentsWritten: 100,
  readModelDelayMs: 0,
  unansweredAppends: 0,
  doubledRequests: 0,
  lostReplies: 0,
  doubledMessages: 0,
  messageDelayMs: 0,
  answerWithinMs: 3_600_000,
  stockPercent: 100,
  blows: [],
}

export type PreparedMarket = {
  readonly disk: Disk
  readonly scarce: readonly ScarceGoods[]
  readonly madeToOrder: string
  readonly rivalMadeToOrder: string
}

export const companies = ['buyer', 'supplier', 'rival'] as const
export const organisationId = (name: string): string => namedId('org', name)
export const siteId = (name: string): string => namedId('sit', name)
export const userId = (name: string): string => namedId('usr', name)

/** A person who acts for a company. */
export const memberOf = (
  company: (typeof companies)[number],
  role: Role = 'owner',
  person: string = company,
): Caller => ({
  kind: 'user',
  userId: userId(person),
  sessionId: 'ses_1',
  acting: { organisationId: organisationId(company), role },
})

/** Orders and awards of this much and more, in minor units, are approved by somebody else than who asked. */
const approvedFrom = 3_000
export const approver = 'second'

/** So few of each product that orders soon wait for what is found, counted or given back. */
const lotQuantities = [5, 4]
const suppliersSites = ['supplier', 'cold store']
export const unitsOfEach = lotQuantities.reduce((sum, quantity) => sum + quantity, 0)

const prepared = new Map<boolean, Promise<PreparedMarket>>()

/** Made once, with approval rules of the buyer's or without. */
export function preparedMarket(withApprovals: boolean): Promise<PreparedMarket> {
  const market = prepared.get(withApprovals) ?? prepareMarket(withApprovals)
  prepared.set(withApprovals, market)
  return market
}

async function prepareMarket(withApprovals: boolean): Promise<PreparedMarket> {
  const [disk, time, random] = [emptyDisk(), createVirtualTime(), seededRandom(0)]
  const nowMs = () => beginsAtMs + time.nowMs()
  const prepare = async (): Promise<PreparedMarket> => {
    const surprise = (says: string): never => {
      throw new Error(says)
    }
    const process = await startProcess({ disk, time, random, conditions: calm, nowMs, flaw: {}, surprise })
    let keys = 0
    const newKey = () => `prepared-${(keys += 1)}`
    const needs = { time, random, conditions: calm, process: () => process, nowMs, newKey }
    for (const company of companies) await found(process, company, withApprovals)
    const supplier = createSimulatedClient(needs, memberOf('supplier'))
    const scarce: ScarceGoods[] = []
    for (const unitPrice of ['12.345', '0.627', '3.33']) {
      const productId = await offer(process, `S-${unitPrice}`, unitPrice)
      const lots: ScarceGoods['lots'][number][] = []
      for (const [n, quantity] of lotQuantities.entries()) {
        const where = siteId(suppliersSites[n]!)
        const body = { productId, siteId: where, quantity, code: `L${quantity}`, markedOn: '2027-12-31' }
        lots.push({ lotId: (await supplier.registerLot({ body })).data.id, siteId: where })
      }
      scarce.push({ productId, lots })
    }
    const madeToOrder = await offer(process, 'S-made', '12.50')
    const rivalMadeToOrder = await offer(process, 'R-made', '12.50', 'rival')
    process.kill()
    return { disk, scarce, madeToOrder, rivalMadeToOrder }
  }
  return time.run(prepare(), 60_000)
}

const intent: Intent = {
  actor: { kind: 'system', id: 'test' },
  cause: { kind: 'request', id: 'test' },
  at: new Date(beginsAtMs - 86_400_000).toISOString(),
  timeoutMs: 5_000,
}

const found = ({ execute }: SimulatedProcess, name: (typeof companies)[number], withApprovals: boolean) =>
  execute(organisationAggregate, intent, async (unit) => {
    const [{ at }, id] = [unit, organisationId(name)]
    const decide = (command: Parameters<typeof organisationAggregate.decider.decide>[0]) =>
      unit.decide(organisationAggregate, id, command)
    const details = { legalName: name, country: 'NL', kinds: [name === 'buyer' ? 'buyer' : 'supplier'] as const }
    await decide({ type: 'register', at, organisationId: id, ownerId: userId(name), details })
    const address = { lines: ['Kade 1'], city: 'Urk', country: 'NL' }
    for (const site of name === 'supplier' ? suppliersSites : [name])
      await decide({ type: 'add-site', at, site: { id: siteId(site), name: site, address } })
    await decide({ type: 'submit-for-verification', at })
    await decide({ type: 'judge', at, staffId: 'stf_1', outcome: 'verified', reason: 'Checked.' })
    if (name !== 'buyer' || !withApprovals) return id
    await decide({ type: 'join', at, userId: userId(approver), role: 'approver', invitationId: 'inv_1' })
    const chain = [{ kind: 'role', role: 'approver' }] as const
    const thresholds = [{ currency: currency('EUR'), from: approvedFrom, chain }]
    await decide({ type: 'set-approval-rules', at, rules: { thresholds, delegations: [] } })
    return id
  })

async function offer({ execute }: SimulatedProcess, sku: string, unitPrice: string, by = 'supplier'): Promise<string> {
  const supplierId = organisationId(by)
  const { id } = await execute(productAggregate, intent, async (unit) => {
    const { at } = unit
    const productId = unit.newId('prd')
    const details = { name: { en: sku }, dateMark: 'use-by', soldBy: 'piece' } as const
    const drafted = { at, supplierId, sku, details, visibility: { kind: 'public' }, proposals: [] } as const
    await unit.decide(productAggregate, productId, { type: 'draft', ...drafted })
    await unit.decide(productAggregate, productId, { type: 'publish', at })
    const priceListId = unit.newId('pls')
    await unit.decide(priceListAggregate, priceListId, {
      type: 'open',
      at,
      supplierId,
      basis: { currency: currency('EUR'), incoterm: 'DAP', place: 'Rotterdam' },
      details: { name: 'Spring', audience: { kind: 'public' }, validFrom: '2027-01-01', validTo: '2027-12-31' },
    })
    await unit.decide(priceAggregate, priceId(priceListId, productId), {
      type: 'set',
      at,
      owner: { priceListId, productId, supplierId, isPublic: true },
      terms: { breaks: [{ from: 1, unitPrice: decimal(unitPrice) }], minimumQuantity: 1, increment: 1 },
    })
    return productId
  })
  return id
}
