import { expect, test } from 'vitest'
import { decimal } from '../../../kernel/decimal.ts'
import { fold } from '../../../kernel/decider.ts'
import type { GivenQuote } from './quote-details.ts'
import {
  outcomeOf,
  quote,
  quoteStatusAt,
  type KnownQuote,
  type Quote,
  type QuoteCommand,
  type QuoteEvent,
} from './quote.ts'

const at = '2026-08-01T09:00:00.000Z'
const validUntil = '2026-08-10T12:00:00.000Z'
const by = 'usr_1'
const product = { productId: 'prd_1', sku: 'B', name: 'Butter', specVersion: 1, pricedPer: 'piece' } as const
const lineOf = (line: string, unitPrice: string) => ({
  line,
  product,
  breaks: [{ from: 1, unitPrice }],
  quantity: 100,
  leadTimeDays: 3,
  fulfilment: 'from-stock' as const,
})
const content = (unitPrice = '12.50'): GivenQuote => ({
  currency: 'EUR',
  incoterm: 'DAP',
  place: 'Rotterdam',
  validUntil,
  charges: [],
  lines: [lineOf('1', unitPrice), lineOf('2', unitPrice)],
})
const parties = { rfqId: 'rfq_1', buyerId: 'org_b', supplierId: 'org_s' }
const submit = (unitPrice?: string): QuoteCommand => ({
  type: 'submit',
  at,
  by,
  ...parties,
  content: content(unitPrice),
})
const withdraw: QuoteCommand = { type: 'withdraw', at, by }
const take = (quantity: number, version = 1, when = at): QuoteCommand => ({
  type: 'accept',
  at: when,
  version,
  portions: [{ line: '1', quantity, unitPrice: decimal('12.5'), orderId: 'ord_1' }],
})
const lose = (...lines: string[]): QuoteCommand => ({ type: 'reject', at, lines })

const run = (...commands: QuoteCommand[]): Quote =>
  commands.reduce<Quote>((state, command) => {
    const decided = quote.decide(command, state)
    if (!decided.ok) throw new Error(`${command.type}: ${decided.rejection.code}`)
    return fold<Quote, QuoteEvent>(quote.evolve, state, decided.value)
  }, quote.initialState)
const outcome = (state: Quote, command: QuoteCommand): string => {
  const decided = quote.decide(command, state)
  return decided.ok ? decided.value.map(({ type }) => type).join(' ') || 'nothing' : decided.rejection.code
}

const states = {
  absent: () => run(),
  submitted: () => run(submit()),
  withdrawn: () => run(submit(), withdraw),
  accepted: () => run(submit(), take(60)),
  'rejected in part': () => run(submit(), lose('1')),
  rejected: () => run(submit(), lose('1', '2')),
}
const commands = [submit('12'), submit(), withdraw, take(40), lose('1', '2')]
const settled = 'quote/settled'
const gone = 'quote/withdrawn'
const matrix: Record<keyof typeof states, readonly string[]> = {
  absent: ['quote/submitted', 'quote/submitted', 'quote/unknown', 'quote/unknown', 'quote/unknown'],
  submitted: ['quote/revised', 'nothing', gone, 'quote/accepted', 'quote/rejected'],
  withdrawn: ['quote/revised', 'quote/revised', gone, gone, 'nothing'],
  accepted: [settled, settled, settled, 'quote/accepted', 'quote/rejected'],
  'rejected in part': [settled, settled, gone, 'quote/line-not-offered', 'quote/rejected'],
  rejected: [settled, settled, settled, 'quote/line-not-offered', 'nothing'],
}

test.each(Object.entries(states))('a quote that is %s takes these commands and refuses those', (name, given) => {
  const state = given()
  // `quote/withdrawn` is the event and, for a second time, the refusal.
  expect(commands.map((command) => outcome(state, command))).toEqual(matrix[name as keyof typeof states])
})

test('expiry is judged by the clock when it is accepted, to the millisecond', () => {
  const state = states.submitted()
  expect(outcome(state, take(10, 1, '2026-08-10T11:59:59.999Z'))).toBe('quote/accepted')
  expect(outcome(state, take(10, 1, validUntil))).toBe('rfq/quote-expired')
  expect(quoteStatusAt(state as KnownQuote, validUntil)).toBe('expired')
  expect(quoteStatusAt(states.accepted() as KnownQuote, validUntil)).toBe('accepted')
})

test('a version that was superseded is not accepted, though nothing of it changed', () => {
  const state = run(submit(), submit('12')) as KnownQuote
  expect(outcome(state, take(10, 1))).toBe('quote/superseded')
  expect(outcome(state, take(10, 2))).toBe('quote/accepted')
  expect(state.versions.map(({ lines }) => lines[0]?.breaks[0]?.unitPrice)).toEqual(['12.5', '12'])
})

test('no more is accepted than was offered, in one go or in several', () => {
  expect(outcome(states.submitted(), take(101))).toBe('quote/more-than-offered')
  expect(outcome(states.accepted(), take(41))).toBe('quote/more-than-offered')
})

test('outcomes stand per line', () => {
  const state = run(submit(), take(60), lose('1', '2')) as KnownQuote
  expect([outcomeOf(state, '1'), outcomeOf(state, '2')]).toEqual(['accepted', 'rejected'])
})
