import { expect, test } from 'vitest'
import { loopbackToo } from './loopback-too.ts'

test('with loopback let in, this machine itself is called at any port, and nothing else inside', () => {
  for (const url of [
    'http://127.0.0.1:8080/in',
    'http://localhost:3000/',
    'https://[::1]:8443/',
    'https://hooks.example/',
  ])
    expect(loopbackToo.faultOf(url), url).toBeUndefined()
  for (const url of [
    'http://10.0.0.1/',
    'http://hooks.example/',
    'http://user@127.0.0.1/',
    'ftp://127.0.0.1/',
    'https://169.254.169.254/',
  ])
    expect(loopbackToo.faultOf(url), url).toBeDefined()
  expect(['127.0.0.1', '127.9.9.9', '::1', '8.8.8.8'].every(loopbackToo.isAllowed)).toBe(true)
  expect(['10.0.0.1', '0.0.0.0', '169.254.169.254', 'fe80::1', '::ffff:10.0.0.1'].some(loopbackToo.isAllowed)).toBe(
    false,
  )
})
