/** Makes the demo market on a running exchange, over HTTP like any client: the same one every time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { demoCompanies, demoPassword, emailOf } from './demo-companies.ts'
import { demoMarket, type DemoMarket } from './demo-market.ts'
import { demoProducts } from './demo-products.ts'
import { demoStaff, openDemoCompanies, openDemoStaff, type DemoLogin, type DemoNeeds } from './open-demo-people.ts'
import { placeDemoOrders } from './place-demo-orders.ts'
import { seededChance } from './seeded-chance.ts'
import { sourceDemoGoods } from './source-demo-goods.ts'
import { stockDemoMarket } from './stock-demo-market.ts'

/** The GS1 prefix for examples, for want of a better number. */
const seed = 952

/** Takes some seconds. Rejects with what the exchange refused; then the market is half made, and stays so. */
export async function makeDemo(needs: DemoNeeds): Promise<void> {
  const staff = await openDemoStaff(needs)
  const traders = await openDemoCompanies(needs, staff)
  const rates = [
    { currency: 'CHF', rate: '1.06' },
    { currency: 'GBP', rate: '1.17' },
    { currency: 'NOK', rate: '0.085' },
    { currency: 'PLN', rate: '0.23' },
    { currency: 'USD', rate: '0.92' },
  ]
  await staff.setExchangeRates({ body: { base: 'EUR', asOf: new Date(needs.now()).toISOString(), rates } })
  const goods = await stockDemoMarket({ traders, staff, now: needs.now }, demoProducts(seededChance(seed)))
  const market = demoMarket(staff, traders, goods, needs.now)
  await setRules(market)
  const runsOut = await sourceDemoGoods(market)
  await placeDemoOrders(market)
  await sleep(Math.max(0, runsOut.at - needs.now()))
}

/** From 10,000 euro on somebody else agrees first. */
async function setRules({ trader }: DemoMarket): Promise<void> {
  const { owner, id } = trader('markthalle')
  const params = { organisationId: id }
  const { etag } = await owner.getApprovalRules({ params })
  const chain = [{ kind: 'role' as const, role: 'approver' as const }]
  const body = { thresholds: [{ currency: 'EUR', from: 1_000_000, chain }], delegations: [] }
  await owner.setApprovalRules({ params, body, ...(etag !== undefined && { ifMatch: etag }) })
}

/** Everybody who can sign in, and as what. */
export const demoLogins: readonly DemoLogin[] = [
  { who: demoStaff.name, email: demoStaff.email, role: 'platform staff' },
  ...demoCompanies.flatMap((company) => [
    { who: company.legalName, email: emailOf(company, company.owner), role: `owner, ${company.kind}` },
    ...(company.staff ?? []).map(({ name, role }) => ({ who: company.legalName, email: emailOf(company, name), role })),
  ]),
]

/** The log-ins as they are printed. */
export const demoGreeting = (): string => {
  const rows = demoLogins.map(({ who, email, role }) => `  ${email.padEnd(30)} ${who}, ${role}`)
  return [`  The demo market is open. The password of everybody is "${demoPassword}".`, '', ...rows, '', ''].join('\n')
}
