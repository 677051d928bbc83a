import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthority } from './make-certificates.ts'

test('what an authority signs is believed by whoever believes it, for whom it names', () => {
  const authority = new X509Certificate(createAuthority().certificate)
  const { certificate, issue } = createAuthority()
  const names = ['spiffe://foodxchange.example/exchange', 'exchange.example', '127.0.0.1']
  const made = new X509Certificate(issue(names).cert)
  expect(made.verify(new X509Certificate(certificate).publicKey)).toBe(true)
  expect(made.verify(authority.publicKey)).toBe(false)
  expect(new X509Certificate(certificate).ca).toBe(true)
  expect(made.subjectAltName).toBe(
    'URI:spiffe://foodxchange.example/exchange, DNS:exchange.example, IP Address:127.0.0.1',
  )
  expect(made.checkHost('exchange.example')).toBe('exchange.example')
})
