/**
 * A market on a running exchange, made as its users would make it: platform staff opened by the operator, companies
 * registered and verified, people invited into roles, goods published with prices and lots. For whole-exchange tests
 * and benches; it speaks HTTP only, through the SDK.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, operatorAuthorization, type Client, type Input } from '../../sdk/index.ts'
import { eventually } from './eventually.ts'
import type { RunningExchange } from './start-exchange.ts'

export const goodPassword = 'a long enough pass phrase'

export type Person = {
  readonly userId: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
  /** Acts for the person's company. */
  readonly client: Client
}

export type Role = Input<'inviteMember'>['body']['role']

export type Company = {
  readonly id: string
  readonly name: string
  /** Its one site: what is sold lies there, what is bought goes there. */
  readonly siteId: string
  readonly owner: Person
  /** A new member: invited by mail, registered, joined. */
  employ(role: Role): Promise<Person>
}

export type CompanyOptions = { readonly kinds?: readonly ('buyer' | 'supplier')[]; readonly verified?: boolean }

export type GoodsOptions = {
  readonly product?: Partial<Input<'draftProduct'>['body']>
  /** For one base unit, for everybody, DAP Rotterdam. */
  readonly unitPrice?: string
  readonly currency?: string
  /** Registered each with its quantity; the date mark is a year ahead unless given. */
  readonly lots?: readonly { readonly quantity: number; readonly markedOn?: string }[]
}
export type Goods = { readonly productId: string; readonly priceListId: string; readonly lotIds: readonly string[] }

/** What of an exchange is needed to trade on it. */
export type TradedOn = Pick<RunningExchange, 'url' | 'data' | 'client' | 'mails'>

export type TradingFloor = {
  readonly exchange: TradedOn
  readonly operator: Client
  readonly staff: { readonly token: string; readonly client: Client }
  readonly buyer: Company
  readonly suppliers: readonly Company[]
  /** Another company with an owner and a site, verified unless said otherwise. */
  found(name: string, options?: CompanyOptions): Promise<Company>
  /** Publishes a product with a price that buyers see, and takes lots into stock. */
  offer(supplier: Company, options?: GoodsOptions): Promise<Goods>
  /** Gives a company a Dutch VAT number; who changes what its papers say is verified anew. */
  registerTax(company: Company): Promise<void>
}

/** `YYYY-MM-DD`, so many days from today, UTC. */
export const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** ISO 8601, so many minutes from now. */
export const minutesAhead = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

/** Opens the floor with so many suppliers (2) and a buyer. */
export async function openTradingFloor(
  exchange: TradedOn,
  { suppliers = 2 }: { readonly suppliers?: number } = {},
): Promise<TradingFloor> {
  const operator = operatorOf(exchange)
  const staff = await openStaff(exchange, operator)
  const taken = { count: 0 }
  const found: TradingFloor['found'] = (name, options) =>
    foundCompany({ exchange, staff: staff.client, taken }, name, options)
  const [buyer, ...sellers] = await Promise.all([
    found('Grand Hotels', { kinds: ['buyer'] }),
    ...Array.from({ length: suppliers }, (_, index) => found(`Dairy ${index + 1}`, { kinds: ['supplier'] })),
  ])
  const offer: TradingFloor['offer'] = (supplier, options) =>
    offerGoods(buyer!, supplier, `${(taken.count += 1)}`, options)
  const registerTax: TradingFloor['registerTax'] = async ({ id, owner }) => {
    const params = { organisationId: id }
    const { etag } = await owner.client.getOrganisation({ params })
    const body = { taxIds: [{ country: 'NL', number: 'NL004495445B01' }] }
    await owner.client.updateOrganisation({ params, body, ifMatch: etag! })
    await staff.client.decideVerification({ params, body: { outcome: 'verified', reason: 'Register checked.' } })
  }
  return { exchange, operator, staff, buyer: buyer!, suppliers: sellers, found, offer, registerTax }
}

/** What proves to an exchange that one may read its data folder. */
export const operatorSecret = ({ data }: TradedOn): string =>
  (JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { operator: string }).operator

const operatorOf = (exchange: TradedOn): Client =>
  createClient({ baseUrl: exchange.url, authorization: operatorAuthorization(operatorSecret(exchange)) })

/** For requests that no client sends: good for as long as any test takes. */
export const operatorHeader = (exchange: TradedOn): Promise<string> =>
  operatorAuthorization(operatorSecret(exchange), { lifeSeconds: 300 })()

async function openStaff(exchange: TradedOn, operator: Client): Promise<TradingFloor['staff']> {
  const email = 'stella@platform.example'
  await operator.createStaff({ body: { email, password: goodPassword, name: 'Stella' } })
  const body = { grantType: 'password', realm: 'staff', email, password: goodPassword } as const
  const { data } = await exchange.client().issueTokens({ body })
  return { token: data.accessToken, client: exchange.client(data.accessToken) }
}

/** Registers an account and signs in; it belongs to no company yet. */
export async function signUp(exchange: TradedOn, email: string, name = 'Ada Byron'): Promise<Person> {
  const anonymous = exchange.client()
  await anonymous.registerAccount({ body: { email, password: goodPassword, name } })
  const { data } = await anonymous.issueTokens({ body: { grantType: 'password', email, password: goodPassword } })
  const client = exchange.client(data.accessToken)
  // Registration gives an id that it may have made up, so that it tells nobody who has an account.
  const { data: me } = await client.getMe()
  return { userId: me.id, email, token: data.accessToken, refreshToken: data.refreshToken ?? '', client }
}

/** The token in the newest mail to an address whose subject has these words. */
export const mailedToken = (exchange: TradedOn, to: string, subject: string): Promise<string> =>
  eventually(async () => {
    const mail = exchange.mails().findLast((text) => text.includes(`To: ${to}\n`) && text.includes(subject))
    const token = mail?.split('\n').find((line) => /^\w+_\w+\.\S+$/.test(line))
    if (token === undefined) throw new Error(`No mail to ${to} about "${subject}".`)
    return token
  })

type Founding = {
  readonly exchange: TradedOn
  readonly staff: Client
  /** Counts what was made, so that no two have one address. */
  readonly taken: { count: number }
}

async function foundCompany(
  { exchange, staff, taken }: Founding,
  name: string,
  { kinds = ['buyer', 'supplier'], verified = true }: CompanyOptions = {},
): Promise<Company> {
  const host = `${name.toLowerCase().replaceAll(/\W+/g, '-')}-${(taken.count += 1)}.example`
  const account = await signUp(exchange, `owner@${host}`)
  const { data } = await account.client.registerOrganisation({
    body: { legalName: name, country: 'NL', kinds: [...kinds] },
  })
  const params = { organisationId: data.id }
  const forCompany = (person: Person): Person => ({ ...person, client: exchange.client(person.token, data.id) })
  const owner = forCompany(account)
  const address = { lines: ['Kade 1'], postalCode: '3011 AA', city: 'Rotterdam', country: 'NL' }
  const site = await owner.client.addSite({ params, body: { name: `${name} warehouse`, address } })
  if (verified) {
    await owner.client.submitForVerification({ params })
    await staff.decideVerification({ params, body: { outcome: 'verified', reason: 'Register checked.' } })
  }
  let confirmed: Promise<unknown> | undefined
  return {
    id: data.id,
    name,
    siteId: site.data.id,
    owner,
    async employ(role) {
      const token = () => mailedToken(exchange, owner.email, 'Confirm your e-mail')
      await (confirmed ??= token().then((text) => exchange.client().verifyEmail({ body: { token: text } })))
      const email = `${role}-${(taken.count += 1)}@${host}`
      await owner.client.inviteMember({ params, body: { email, role } })
      const person = await signUp(exchange, email, `${role} of ${name}`)
      await person.client.acceptInvitation({ body: { token: await mailedToken(exchange, email, 'invites you') } })
      return forCompany(person)
    },
  }
}

async function offerGoods(
  buyer: Company,
  { owner: { client }, siteId }: Company,
  number: string,
  { product, unitPrice = '12.50', currency = 'EUR', lots = [{ quantity: 1_000 }] }: GoodsOptions = {},
): Promise<Goods> {
  const sku = `SKU-${number}`
  const { data } = await client.draftProduct({
    body: { sku, name: { en: `Gouda, young, no. ${number}` }, dateMark: 'use-by', soldBy: 'piece', ...product },
  })
  const params = { productId: data.id }
  await client.publishProduct({ params })
  const list = await client.openPriceList({
    body: {
      name: `List ${number}`,
      currency,
      incoterm: 'DAP',
      place: 'Rotterdam',
      audience: { kind: 'public' },
      validFrom: daysAhead(-1),
    },
  })
  const priceListId = list.data.id
  const price = { breaks: [{ from: 1, unitPrice }], minimumQuantity: 1, increment: 1 }
  await client.setPrices({ params: { priceListId }, body: { prices: [{ productId: data.id, ...price }] } })
  const lotIds: string[] = []
  for (const [index, { quantity, markedOn = daysAhead(365) }] of lots.entries()) {
    const body = { productId: data.id, code: `L${number}-${index + 1}`, siteId, quantity, markedOn }
    lotIds.push((await client.registerLot({ body })).data.id)
  }
  // Prices are read from read models, which may be late.
  await eventually(() => buyer.owner.client.getPrice({ query: { productId: data.id, quantity: 1 } }))
  return { productId: data.id, priceListId, lotIds }
}
