/** A market in which awards are made: three suppliers quote a buyer whose awards are approved from 100,000 euro on. */
import { expect } from 'vitest'
import { currency } from '../../../kernel/currency.ts'
import { openTestSourcing, publishRfq, quoteInput, type TestSourcing } from '../open-test-sourcing.fixture.ts'

const hourMs = 3_600_000

export async function openAwardMarket(): Promise<TestSourcing> {
  const market = await openTestSourcing()
  const chain = [{ kind: 'role', role: 'approver' } as const]
  const thresholds = [
    { currency: currency('EUR'), from: 10_000_000, chain },
    { currency: currency('EUR'), from: 13_000_000, chain: [...chain, ...chain] },
  ]
  await market.organisation('buyer', { rules: { thresholds, delegations: [] } })
  for (const name of ['acme', 'rival', 'loser']) {
    await market.organisation(name)
    await market.product(name, `${name} butter`)
  }
  const rates = [{ currency: 'USD', rate: '0.92' }]
  await market.send('staff', 'PUT', '/v1/exchange-rates', { base: 'EUR', asOf: market.now(), rates })
  return market
}

/** An RFQ with its quotes. */
export type Asked = { rfqId: string; acme: string; rival: string; loser: string }

/** The first worked example of the trade: A and B split 10,000 pieces, A charges freight; a third one loses. */
export async function quoted(market: TestSourcing, more: { rivalValidMs?: number } = {}): Promise<Asked> {
  const rfqId = await publishRfq(market, ['acme', 'rival', 'loser'])
  const post = async (as: string, body: object) => {
    const reply = await market.send(as, 'POST', `/v1/rfqs/${rfqId}/quotes`, body)
    expect(reply.status, JSON.stringify(reply.body)).toBe(201)
    return reply.body.id as string
  }
  const freight = [{ kind: 'freight', amount: { amount: 180_000, currency: 'EUR' } }]
  const acme = await post('acme', quoteInput(market, 'acme butter', '12.3456', { charges: freight }))
  const validUntil = new Date(Date.parse(market.now()) + (more.rivalValidMs ?? 48 * hourMs)).toISOString()
  const rival = await post('rival', quoteInput(market, 'rival butter', '13.10', { currency: 'USD', validUntil }))
  const loser = await post('loser', quoteInput(market, 'loser butter', '14.99'))
  await market.send('buyer', 'POST', `/v1/rfqs/${rfqId}/close`)
  return { rfqId, acme, rival, loser }
}

export const splitOf = ({ acme, rival }: Asked) => [
  { line: '1', quoteId: acme, quantity: 6_000 },
  { line: '1', quoteId: rival, quantity: 4_000 },
]

export const propose = (market: TestSourcing, asked: Asked, more: object = {}) =>
  market.send('buyer', 'POST', `/v1/rfqs/${asked.rfqId}/awards`, { lines: splitOf(asked), ...more })

export const approve = (market: TestSourcing, awardId: string, as = 'buyer approver') =>
  market.send(as, 'POST', `/v1/awards/${awardId}/approve`)
