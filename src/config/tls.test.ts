import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const files = { FX_TLS_CA: 'ca.pem', FX_TLS_CERTIFICATE: 'own.pem', FX_TLS_KEY: 'own-key.pem' }
const read = (environment: Readonly<Record<string, string>>) => () => readConfig([], environment)

test('with an authority named, no server on another machine is spoken to in the clear', () => {
  for (const [name, url] of [
    ['MONGODB_URL', 'mongodb://a.example,127.0.0.1/fx'],
    ['MONGODB_URL', 'mongodb+srv://a.example/fx?tls=false'],
    ['REDIS_URL', 'redis://127.0.0.1:1,redis://b.example:1'],
    ['REDIS_URL', 'redis+cluster://u:p@a.example:7001'],
    ['ELASTICSEARCH_URL', 'http://u:p@a.example:9200'],
    ['CLICKHOUSE_URL', 'http://127.0.0.1.example:8123'],
  ] as const)
    expect(read({ ...files, [name]: url }), url).toThrow(new RegExp(`^${name} leads to another machine without TLS`))
})

test('over TLS, or on this machine, they are', () => {
  const near = { MONGODB_URL: 'mongodb://127.0.0.1:1,localhost:2/fx', REDIS_URL: 'redis://:p@[::1]:6379/1' }
  const far = {
    MONGODB_URL: 'mongodb://a.example,b.example/fx?replicaSet=rs0&tls=true',
    REDIS_URL: 'rediss+cluster://a.example:1,b.example:2',
    ELASTICSEARCH_URL: 'https://a.example:9200',
    CLICKHOUSE_URL: 'https://a.example:8443/fx',
  }
  for (const servers of [near, far, { ...far, MONGODB_URL: 'mongodb+srv://a.example/fx' }])
    expect(read({ ...files, ...servers })).not.toThrow()
  expect(read({ MONGODB_URL: 'mongodb://a.example/fx' })).not.toThrow()
})

test('a certificate has its key, and who lists callers can prove who they are', () => {
  expect(read({ FX_TLS_CERTIFICATE: 'own.pem' })).toThrow(/belong together/)
  const peers = { FX_TLS_PEERS: 'spiffe://foodxchange.example/proxy, spiffe://foodxchange.example/ops/probe' }
  expect(read(peers)).toThrow(/FX_TLS_PEERS says who may call/)
  expect(read({ ...files, ...peers })).not.toThrow()
  for (const wrong of ['proxy', 'https://a/b', 'spiffe://a', 'spiffe://A/b', 'spiffe://a/b/', 'spiffe://a/b?c'])
    expect(read({ ...files, FX_TLS_PEERS: wrong }), wrong).toThrow(/takes identities such as spiffe/)
})
