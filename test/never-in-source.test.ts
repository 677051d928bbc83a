/** What a standard asks never to be done is done nowhere: held against the source, since no request shows what is absent. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TEST_FILE } from './support/layers.ts'
import { textFiles } from './support/text-files.ts'

const served = textFiles((path) => /^(src|sdk)\/.*[.]ts$/.test(path) && !TEST_FILE.test(path))

/** The files with it. A sample shows that it would be seen. */
const filesWith = (pattern: RegExp, sample: string): readonly string[] => {
  expect(sample).toMatch(pattern)
  return served.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
}

/** What stands first in the brackets, and in which files. */
const firstArguments = (calls: RegExp): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, string[]> = {}
  for (const { path, text } of served)
    for (const [, argument = ''] of text.matchAll(calls)) (found[argument] ??= []).push(path)
  return found
}

test('hashes are SHA-256; SHA-1 only where somebody else’s protocol has it, and nothing older', () => {
  const { "'sha256'": sha256 = [], ...others } = firstArguments(
    /\b(?:createHash|createHmac|hkdfSync|hash(?=\('))\(\s*([^,)\s]+)/g,
  )
  expect(sha256.length).toBeGreaterThan(30)
  expect(others).toEqual({
    // Pwned Passwords knows passwords by it, and Redis scripts: nothing rests on either.
    "'sha1'": ['src/infrastructure/passwords/breached-passwords.ts', 'src/infrastructure/redis/redis-script.ts'],
    // In the HMAC of RFC 6238, as apps have it; a collision helps nobody there.
    algorithm: ['src/services/auth/second-factor/verify-totp.ts'],
  })
})

test('what is encrypted is authenticated too: AES-256-GCM, and no other mode', () => {
  const modes = firstArguments(/\bcreate(?:Cipher|Decipher)iv\(\s*([^,)\s]+)/g)
  expect(modes).toEqual({ "'aes-256-gcm'": expect.any(Array) })
  expect(modes["'aes-256-gcm'"]!.length).toBeGreaterThanOrEqual(6)
})

test('whatever seals, wraps or marks has its row in the table of docs/production.md', () => {
  const page = readFileSync('docs/production.md', 'utf8')
  const using = filesWith(/\b(createHmac|createCipheriv|generateKeyPair)\(/, "createHmac('sha256', key)")
  expect(using.length).toBeGreaterThan(10)
  expect(using.filter((path) => !page.includes(`(../${path})`))).toEqual([])
})

test('what nobody may guess comes from the operating system: services and gateway know no other chance', () => {
  const guessable = filesWith(/Math[.]random/, 'const code = Math.random()')
  expect(guessable.filter((path) => /^src\/(services|gateway|kernel)\//.test(path))).toEqual([])
})

test('no certificate is taken unseen', () => {
  const unseen =
    /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|tlsAllowInvalid|tlsInsecure|checkServerIdentity/
  expect(filesWith(unseen, 'rejectUnauthorized: false')).toEqual([])
})

test('no request starts a program: a command line alone does, without a shell', () => {
  expect(filesWith(/node:child_process/, "from 'node:child_process'")).toEqual([
    'src/infrastructure/analytics/chdb/install-engine.ts',
  ])
  expect(filesWith(/\bshell:\s*(true|process|['"])/, 'shell: true')).toEqual([])
})

test('nobody is redirected, to HTTPS or anywhere', () => {
  const redirecting = /\.redirect\(|(status(Code)?:?|code\(|writeHead\()\s*30[12378]\b/
  expect(filesWith(redirecting, 'response.writeHead(301')).toEqual([])
})
