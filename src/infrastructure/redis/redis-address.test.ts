/** REDIS_URL is read as operators write it, and refused in words that help. */
import { expect, test } from 'vitest'
import { parseRedisUrl } from './redis-address.ts'

const node = (host: string, port: number) => ({ host, port })

test('one server: with its port, its database, its user, with TLS', () => {
  const plain = { isCluster: false, isEncrypted: false, database: 0 }
  expect(parseRedisUrl('redis://cache.example')).toEqual({ ...plain, nodes: [node('cache.example', 6_379)] })
  expect(parseRedisUrl('rediss://us%40er:p%2Fw@[::1]:7000/3')).toEqual({
    isCluster: false,
    isEncrypted: true,
    nodes: [node('::1', 7_000)],
    username: 'us@er',
    password: 'p/w',
    database: 3,
  })
})

test('a cluster: by its scheme, or by more hosts than one', () => {
  const nodes = [node('a', 1), node('b', 2)]
  const cluster = { isCluster: true, isEncrypted: false, nodes, database: 0 }
  expect(parseRedisUrl('redis+cluster://a:1,b:2')).toEqual(cluster)
  expect(parseRedisUrl('redis://a:1,redis://b:2')).toEqual(cluster)
  expect(parseRedisUrl('rediss+cluster://:secret@a:1')).toMatchObject({
    isCluster: true,
    isEncrypted: true,
    password: 'secret',
    nodes: [node('a', 1)],
  })
})

test('what is no address of a Redis is refused with the forms it may have, without what may be a password', () => {
  for (const url of [
    '',
    'localhost:6379',
    'http://h',
    'redis://',
    'redis://u:secret@h/x',
    'redis://a:1,b:2/4',
    'redis://a,:',
  ])
    expect(() => parseRedisUrl(url), url).toThrow(/REDIS_URL .*redis\+cluster:\/\//)
  expect(() => parseRedisUrl('redis://u:secret@h:99999')).toThrow(/^(?!.*secret)/)
})
