import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createAuthority } from '../../../test/support/make-certificates.ts'
import { readIdentity } from './tls-identity.ts'

const folder = mkdtempSync(join(tmpdir(), 'foodxchange-identity-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (text: string): string => {
  const path = join(folder, `${(files += 1)}.pem`)
  writeFileSync(path, text)
  return path
}

const { certificate, issue } = createAuthority()
const { cert, key } = issue(['spiffe://foodxchange.example/exchange'])

test('what the files hold is what the process shows and believes', () => {
  expect(readIdentity({ tlsCa: '', tlsCertificate: '', tlsKey: '' })).toEqual({})
  expect(readIdentity({ tlsCa: file(certificate), tlsCertificate: '', tlsKey: '' })).toEqual({ ca: certificate })
  const own = { tlsCa: file(certificate), tlsCertificate: file(cert), tlsKey: file(key) }
  expect(readIdentity(own)).toEqual({ ca: certificate, cert, key })
})

test('what does not fit is refused with its cause, and without a line of the key', () => {
  const good = { tlsCa: file(certificate), tlsCertificate: file(cert), tlsKey: file(key) }
  const stale = issue(['a'], { untilMs: Date.now() - 1_000 })
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ tlsCa: join(folder, 'none') }, /^FX_TLS_CA names .* cannot be read \(ENOENT\)/],
    [{ tlsCa: file('no pem') }, /^FX_TLS_CA holds no certificate/],
    [{ tlsCertificate: file(key) }, /^FX_TLS_CERTIFICATE holds no certificate/],
    [{ tlsKey: file(cert) }, /^FX_TLS_KEY holds no key/],
    [{ tlsKey: file(issue(['a']).key) }, /^FX_TLS_KEY is not the key of the certificate/],
    [{ tlsCertificate: file(stale.cert), tlsKey: file(stale.key) }, /ended on .* Renew it/],
  ]
  const body = key.split('\n')[1]!
  for (const [wrong, said] of cases) {
    const reading = () => readIdentity({ ...good, ...wrong })
    expect(reading).toThrow(said)
    expect(reading).not.toThrow(body)
  }
})
