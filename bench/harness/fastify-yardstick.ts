/** A second yardstick: bare Fastify with one route that answers as the exchange does at the same path, and nothing of ours. */
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'

/** As long as a published key. */
const text = JSON.stringify({
  keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', kid: 'k'.repeat(36), x: 'x'.repeat(43) }],
})

const app = Fastify({ logger: false })
app.get('/.well-known/jwks.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(text))
await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`listening ${(app.server.address() as AddressInfo).port}\n`)
