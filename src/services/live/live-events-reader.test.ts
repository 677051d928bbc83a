import { expect, test } from 'vitest'
import type { Commit } from '../../infrastructure/store/commit-log.ts'
import { createLiveEventsReader, type Standing } from './live-events-reader.ts'

const standings: Readonly<Record<string, Standing>> = {
  'quote-quo_lost': { state: {}, organisations: ['org_buyer', 'org_loser'] },
  'quote-quo_won': { state: {}, organisations: ['org_buyer', 'org_winner'] },
  'order-ord_1': { state: { approver: 'org_buyer' }, organisations: ['org_buyer', 'org_winner'] },
  'stock-stk_1': { state: {}, organisations: ['org_winner'] },
}

const readEvents = createLiveEventsReader({
  declared: [
    { kind: 'quote', subject: (id) => `/v1/quotes/${id}`, events: { 'quote/rejected': 'no', 'quote/accepted': 'yes' } },
    {
      kind: 'order',
      subject: (id) => `/v1/orders/${id}`,
      events: {
        'order/approved': { description: 'own', to: (state: { approver: string }) => [state.approver] },
        'order/sent': 'sent',
      },
    },
  ],
  standingOf: async (stream) => standings[stream]!,
})

const recorded = (...types: string[]) => types.map((type) => ({ type, schemaVersion: 1, body: '{}' }))

/** An award: a quote that lost, one that won, the winner's order and its stock. */
const award: Commit = {
  id: 'cmt_1',
  position: '0000000000000007',
  extensions: [
    { stream: 'quote-quo_won', version: 2, events: recorded('quote/accepted') },
    { stream: 'quote-quo_lost', version: 3, events: recorded('quote/rejected') },
    { stream: 'order-ord_1', version: 1, events: recorded('order/drafted', 'order/approved', 'order/sent') },
    { stream: 'stock-stk_1', version: 9, events: recorded('stock/reserved') },
  ],
  organisations: ['org_buyer', 'org_winner', 'org_loser'],
  actor: { kind: 'user', id: 'usr_1' },
  cause: { kind: 'request', id: 'req_1' },
  at: '2026-08-01T09:00:00.000Z',
  seal: '',
}

const toldTo = async (organisationId: string, commit = award): Promise<string[]> =>
  (await readEvents(commit, organisationId)).map(({ type, subject }) => `${type} ${subject}`)

test('of an award, who lost learns that and nothing else', async () => {
  expect(await toldTo('org_loser')).toEqual(['quote.rejected /v1/quotes/quo_lost'])
  const [lost] = await readEvents(award, 'org_loser')
  const alone = { ...award, extensions: [award.extensions[1]!] }
  expect(lost).toEqual({ ...(await readEvents(alone, 'org_loser'))[0] })
  expect(JSON.stringify(lost)).not.toMatch(/won|ord_|winner|buyer/)
})

test('who won hears of its order, and not of the approvals before it', async () => {
  expect(await toldTo('org_winner')).toEqual(['quote.accepted /v1/quotes/quo_won', 'order.sent /v1/orders/ord_1'])
})

test('the buyer hears of all that is declared, its own approvals too; what is not declared goes out to nobody', async () => {
  expect(await toldTo('org_buyer')).toEqual([
    'quote.accepted /v1/quotes/quo_won',
    'quote.rejected /v1/quotes/quo_lost',
    'order.approved /v1/orders/ord_1',
    'order.sent /v1/orders/ord_1',
  ])
})

test('who takes part now is not told of a commit that did not name it', async () => {
  expect(await toldTo('org_winner', { ...award, organisations: ['org_buyer'] })).toEqual([])
})

test('an event has one id for each organisation, the same whenever it is told', async () => {
  const ids = async (organisationId: string) => (await readEvents(award, organisationId)).map(({ id }) => id)
  expect(await ids('org_buyer')).toEqual(await ids('org_buyer'))
  expect(new Set([...(await ids('org_buyer')), ...(await ids('org_winner'))]).size).toBe(6)
})
