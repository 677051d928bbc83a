import { expect, test } from 'vitest'
import { placeOf } from './place-of-address.ts'

test('an IPv6 network of 64 bits is one place, however it is written', () => {
  expect(placeOf('2001:db8:0:1::5')).toBe(placeOf('2001:DB8:0:1:ffff:ffff:ffff:ffff'))
  expect(placeOf('2001:db8::5')).toBe('2001:db8:0:0')
  expect(placeOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(placeOf('2001:db8:0:1::5')).not.toBe(placeOf('2001:db8:0:2::5'))
})
