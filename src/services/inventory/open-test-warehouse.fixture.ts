/** Inventory's routes on a real gateway over a real store, for two suppliers with sites and a buyer. */
import type { Caller, Role } from '../../kernel/caller.ts'
import type { Unit } from '../../infrastructure/store/commands/unit-of-work.ts'
import { namedId } from '../../../test/support/named-id.ts'
import { ask, createTestGateway, type Answer } from '../../../test/support/test-gateway.ts'
import { testIntent } from '../../../test/support/test-intent.ts'
import { openTestStore, type TestStore } from '../../../test/support/open-test-store.ts'
import { organisationAggregates } from '../organisation/index.ts'
import { organisationAggregate } from '../organisation/organisation/organisation-view.ts'
import { detailsOf } from '../product/catalogue/product-schemas.ts'
import { productAggregate } from '../product/catalogue/product-view.ts'
import { inventoryAggregates, inventoryModule, inventoryProblems } from './index.ts'
import { stockAggregate } from './book/stock-view.ts'

export type TestWarehouse = TestStore & {
  /** Sends a request for a member, `seller-org quality`; POST unless there is no body. */
  readonly send: (as: string, url: string, body?: object, more?: Partial<Sent>) => Promise<Answer>
  /** Runs participants as another service's use case would. */
  readonly within: <Answer>(work: (unit: Unit) => Promise<Answer>) => Promise<Answer>
  /** Drafts and publishes a product. */
  readonly product: (more?: object) => Promise<string>
  /** Registers a lot and gives its id. */
  readonly lot: (productId: string, lot: object) => Promise<string>
}
type Sent = { readonly method: 'GET' | 'POST' | 'PATCH'; readonly key: string; readonly ifMatch: string }

export const organisationId = (name: string): string => namedId('org', name)
export const siteId = (name: string): string => namedId('sit', name)
export const seller = organisationId('seller')

const callerOf = (authorization: string | undefined): Caller => {
  const [name = '', role = 'quality'] = (authorization ?? '').split(' ')
  if (name === '') return { kind: 'anonymous' }
  const acting = { organisationId: organisationId(name), role: role as Role }
  return { kind: 'user', userId: `usr_${name}`, sessionId: 'ses_1', acting }
}

export async function openTestWarehouse(): Promise<TestWarehouse> {
  const opened = await openTestStore([...organisationAggregates, productAggregate, ...inventoryAggregates])
  const inventory = await inventoryModule.start(opened)
  const app = createTestGateway({
    routes: inventory.values.inventoryRoutes,
    authenticate: ({ authorization }) => callerOf(authorization),
    problems: inventoryProblems,
  })
  let keys = 0
  const send: TestWarehouse['send'] = (as, url, body, more = {}) =>
    ask(app, {
      method: more.method ?? (body ? 'POST' : 'GET'),
      url,
      body,
      headers: {
        authorization: as,
        'idempotency-key': body && (more.key ?? `key-${(keys += 1)}`),
        'if-match': more.ifMatch,
      },
    })
  const made = async (reply: Promise<Answer>): Promise<string> => {
    const { status, body } = await reply
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id
  }
  await addOrganisations(opened)
  return {
    ...opened,
    send,
    async within(work) {
      let answer: Awaited<ReturnType<typeof work>>
      await opened.execute(stockAggregate, testIntent(), async (unit) => {
        answer = await work(unit)
        return 'none'
      })
      return answer!
    },
    product: (more = {}) => addProduct(opened, `S-${(keys += 1)}`, more),
    lot: (productId, lot) =>
      made(send('seller', '/v1/lots', { productId, siteId: siteId('north'), quantity: 100, ...lot })),
    async dispose() {
      await app.close()
      await inventory[Symbol.asyncDispose]()
      await opened.dispose()
    },
  }
}

async function addProduct({ execute }: TestStore, sku: string, more: object): Promise<string> {
  const details = detailsOf({ name: { en: 'Yoghurt' }, dateMark: 'use-by', soldBy: 'piece', ...more })
  const { id } = await execute(productAggregate, testIntent(), async (unit) => {
    const { at } = unit
    const productId = unit.newId('prd')
    const visibility = { kind: 'public' } as const
    await unit.decide(productAggregate, productId, {
      type: 'draft',
      at,
      supplierId: seller,
      sku,
      details,
      visibility,
      proposals: [],
    })
    await unit.decide(productAggregate, productId, { type: 'publish', at })
    return productId
  })
  return id
}

async function addOrganisations({ execute }: TestStore): Promise<void> {
  const sites: Record<string, readonly string[]> = { seller: ['north', 'south'], rival: ['elsewhere'], buyer: [] }
  for (const [name, places] of Object.entries(sites))
    await execute(organisationAggregate, testIntent(), async (unit) => {
      const id = organisationId(name)
      const { at } = unit
      const details = { legalName: name, country: 'NL', kinds: ['supplier'] as const }
      await unit.decide(organisationAggregate, id, {
        type: 'register',
        at,
        organisationId: id,
        ownerId: `usr_${name}`,
        details,
      })
      const address = { lines: ['Kade 1'], city: 'Urk', country: 'NL' }
      for (const place of places)
        await unit.decide(organisationAggregate, id, {
          type: 'add-site',
          at,
          site: { id: siteId(place), name: place, address },
        })
      return id
    })
}
