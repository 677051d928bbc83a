/** Messages of an RFQ beside pigeonholes: each is laid into those of whoever may read it, and into no other. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../../kernel/decider.ts'
import { messagesFor, messagesMax, rfqMessages, type MessageTarget, type RfqMessages } from './rfq-messages.ts'

const buyer = 'org_b'
const suppliers = ['org_s', 'org_t', 'org_u'] as const
const readers = [buyer, ...suppliers, 'org_stranger']
const to: fc.Arbitrary<MessageTarget> = fc.oneof(
  fc.constant({ kind: 'buyer' as const }),
  fc.constant({ kind: 'all' as const }),
  fc.constantFrom(...suppliers).map((supplierId) => ({ kind: 'supplier' as const, supplierId })),
)
const post = fc.record({ id: fc.nat(12).map((nth) => `msg_${nth}`), from: fc.constantFrom(buyer, ...suppliers), to })

/** Whose pigeonholes a message goes into; undefined where nobody would deliver it. */
function holesOf(from: string, target: MessageTarget): readonly string[] | undefined {
  if (from !== buyer) return target.kind === 'buyer' ? [buyer, from] : undefined
  if (target.kind === 'buyer') return undefined
  // What is said to all is for whoever may look at the RFQ.
  return target.kind === 'all' ? readers : [buyer, target.supplierId]
}

test('whoever writes to whom: each reads what it wrote, what it was written and what all were, once, in order', () => {
  let [told, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(post, { minLength: 4, maxLength: 20, size: 'max' }), (posts) => {
      let state: RfqMessages = rfqMessages.initialState
      const holes = new Map(readers.map((reader): [string, string[]] => [reader, []]))
      for (const { id, from, to: target } of posts) {
        const text = `${from} to ${JSON.stringify(target)}`
        const decided = rfqMessages.decide(
          { type: 'post', id, at: '2027-03-01T08:00:00.000Z', by: 'usr_1', buyerId: buyer, from, to: target, text },
          state,
        )
        const isKnown = holes.get(buyer)!.includes(id)
        const into = holesOf(from, target)
        expect(decided.ok, text).toBe(isKnown || into !== undefined)
        if (!isKnown) for (const reader of into ?? []) holes.get(reader)!.push(id)
        if (decided.ok) state = fold(rfqMessages.evolve, state, decided.value)
        for (const reader of readers)
          expect(messagesFor(state, reader).map((message) => message.id)).toEqual(holes.get(reader))
        refused += Number(!decided.ok)
      }
      told += holes.get(buyer)!.length
    }),
    { numRuns: 150 },
  )
  expect(Math.min(told, refused)).toBeGreaterThan(100)
})

test('a full RFQ takes no more messages, and what it has taken before is still nothing new', () => {
  const message = (nth: number) => ({
    type: 'post' as const,
    id: `msg_${nth}`,
    at: '2027-03-01T08:00:00.000Z',
    by: 'usr_1',
    buyerId: buyer,
    from: buyer,
    to: { kind: 'all' as const },
    text: 'Hello.',
  })
  const messages = Array.from({ length: messagesMax }, (_, nth) => message(nth))
  const full: RfqMessages = { buyerId: buyer, messages }
  expect(rfqMessages.decide(message(messagesMax), full)).toMatchObject({ rejection: { code: 'rfq/too-many-messages' } })
  expect(rfqMessages.decide(message(3), full)).toEqual({ ok: true, value: [] })
})
