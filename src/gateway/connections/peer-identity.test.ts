import { expect, test } from 'vitest'
import { namedIn } from './peer-identity.ts'

test('a certificate names whom its one URI names, whatever else stands beside it', () => {
  expect(namedIn('URI:spiffe://foodxchange.example/proxy')).toBe('spiffe://foodxchange.example/proxy')
  expect(namedIn('DNS:proxy.example, URI:spiffe://a/b, IP Address:127.0.0.1')).toBe('spiffe://a/b')
})

test('none, several, and what cannot be read whole name nobody', () => {
  for (const text of [undefined, '', 'DNS:a', 'URI:spiffe://a/b, URI:spiffe://a/c', 'URI:spiffe://a/b,DNS:c', 'x'])
    expect(namedIn(text), text).toBeUndefined()
})

test('a name made to look like another one stays the name that it is', () => {
  expect(namedIn('DNS:"x, URI:spiffe://a/b, y"')).toBeUndefined()
  expect(namedIn('URI:"spiffe://a/b, URI:spiffe://a/c"')).toBe('"spiffe://a/b, URI:spiffe://a/c"')
  expect(namedIn('DNS:"\\", URI:spiffe://a/b", URI:spiffe://a/c')).toBe('spiffe://a/c')
})
