import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEvents, encodeEvents } from './recorded-text.ts'

const event = (type: string, body: string, schemaVersion = 1) => ({ type, schemaVersion, body })

test('events come back as they were, whatever their bodies say', () => {
  const events = fc.array(
    fc.record({
      // In the order in which they are read, for texts are compared.
      type: fc.oneof(fc.constant('order/sent'), fc.string({ minLength: 1, unit: 'binary' })),
      schemaVersion: fc.integer({ min: 1, max: 99 }),
      body: fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
    }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(fc.property(events, (given) => JSON.stringify(decodeEvents(encodeEvents(given))) === JSON.stringify(given)))
})

test('a separator in a text neither splits an event nor joins two', () => {
  const hostile = [event('a/b', '{"text":"\u001e"}'), event('[a', '{}', 2), event('a\u001f1\u001f', '{}')]
  for (const given of hostile) expect(decodeEvents(encodeEvents([given, given]))).toEqual([given, given])
})

test('what an earlier release wrote is read', () => {
  const events = [event('order/placed', '{"a":1}'), event('order/sent', '{}', 3)]
  expect(decodeEvents(JSON.stringify(events))).toEqual(events)
})

test('a body is not quoted a second time', () => {
  const body = JSON.stringify({ text: 'say "cheese"' })
  expect(encodeEvents([event('order/placed', body)])).toContain(body)
})
