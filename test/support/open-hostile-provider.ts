/** A provider that answers as an attacker would: whatever a test has it say, correctly where the test says nothing. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'

type Json = Record<string, unknown>

export type HostileProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Paths that were asked for, oldest first. */
  readonly asked: string[]
  /** Its real key, and the public half of it as it is told. */
  readonly key: CryptoKey
  readonly publicKey: JWK
  /** Members of its description that differ. */
  description: Json
  keys: readonly Json[]
  /** The ID token for a code; claims differ from what is correct as the test says. */
  idToken: (code: string) => Promise<string>
  /** Signs claims over the correct ones. */
  sign(claims?: Json, header?: Json, key?: CryptoKey | Uint8Array): Promise<string>
  userInfo: Json | undefined
  /** Answers a path by itself. */
  instead: (path: string, request: IncomingMessage, response: ServerResponse) => boolean
  /** What the next ID token has to bear. */
  nonce: string
  close(): Promise<void>
}

export const correctEmail = 'ada@dairy.example'

export async function openHostileProvider(): Promise<HostileProvider> {
  const { privateKey: key, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const told: JWK = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }
  const server = createServer((request, response) => void answer(hostile, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const hostile: HostileProvider = {
    issuer,
    clientId: 'exchange',
    clientSecret: 'secret',
    asked: [],
    key,
    publicKey: told,
    description: {},
    keys: [told as Json],
    idToken: () => hostile.sign(),
    sign(claims = {}, header = {}, by = key) {
      const now = Math.floor(Date.now() / 1_000)
      const correct = { iss: issuer, aud: 'exchange', sub: 'ada', iat: now, exp: now + 300, nonce: hostile.nonce }
      const email = { email: correctEmail, email_verified: true }
      return new SignJWT({ ...correct, ...email, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(by)
    },
    userInfo: undefined,
    instead: () => false,
    nonce: '',
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return hostile
}

async function answer(hostile: HostileProvider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? ''
  hostile.asked.push(path)
  if (hostile.instead(path, request, response)) return
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const form = new URLSearchParams(Buffer.concat(chunks).toString())
  const { status, body } = await answerTo(hostile, path, form.get('code') ?? '')
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function answerTo(hostile: HostileProvider, path: string, code: string): Promise<{ status: number; body: Json }> {
  const { issuer } = hostile
  switch (path) {
    case '/.well-known/openid-configuration': {
      const endpoints = {
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
      }
      const known = hostile.userInfo && { userinfo_endpoint: `${issuer}/me` }
      return { status: 200, body: { issuer, ...endpoints, ...known, ...hostile.description } }
    }
    case '/keys':
      return { status: 200, body: { keys: hostile.keys } }
    case '/token': {
      const tokens = { access_token: 'a', token_type: 'Bearer', id_token: await hostile.idToken(code) }
      return { status: 200, body: tokens }
    }
    case '/me':
      return { status: 200, body: hostile.userInfo ?? {} }
    default:
      return { status: 404, body: {} }
  }
}
