/** A device that holds passkeys, in software: ES256 over node:crypto, in the formats of WebAuthn, level 3. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

type Options = { readonly challenge: string }

export type SoftwareAuthenticator = {
  /** Makes a key and answers `navigator.credentials.create`. */
  create(options: Options & { readonly user: { readonly id: string } }, how?: How): AttestationJson
  /** Answers `navigator.credentials.get` with the key that was made last. */
  get(options: Options, how?: How): AssertionJson
}

/** What a device or a page does otherwise than it should. */
export type How = {
  readonly origin?: string
  readonly domain?: string
  readonly isUserVerified?: boolean
  readonly type?: string
  /** Instead of counting on. */
  readonly counter?: number
  readonly crossOrigin?: boolean
  /** A chain of certificates, as devices show that are asked who made them. */
  readonly certificates?: boolean
}

type Credential = { readonly id: string; readonly rawId: string; readonly type: 'public-key' }
export type AttestationJson = Credential & {
  readonly clientExtensionResults: Record<string, never>
  readonly response: { clientDataJSON: string; attestationObject: string; transports: string[] }
}
export type AssertionJson = Credential & {
  readonly clientExtensionResults: Record<string, never>
  readonly response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle: string }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export function softwareAuthenticator(site: {
  readonly domain: string
  readonly origin: string
}): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = randomBytes(32)
  const id = base64url(credentialId)
  let counter = 0
  let userHandle = ''

  const clientData = (challenge: string, type: string, { origin = site.origin, crossOrigin = false }: How): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }))
  const authenticatorData = (how: How, attested?: Buffer): Buffer => {
    counter = how.counter ?? counter + 1
    const counted = Buffer.alloc(4)
    counted.writeUInt32BE(counter)
    const flags = 1 | (how.isUserVerified === false ? 0 : 4) | (attested ? 64 : 0)
    return Buffer.concat([
      sha256(how.domain ?? site.domain),
      Buffer.from([flags]),
      counted,
      attested ?? Buffer.alloc(0),
    ])
  }
  const credential = { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const
  return {
    create({ challenge, user }, how = {}) {
      userHandle = user.id
      const length = Buffer.from([0, credentialId.length])
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)])
      const authData = authenticatorData(how, attested)
      const statement = how.certificates
        ? cbor.map([
            [cbor.text('alg'), Buffer.from([0x26])],
            [cbor.text('sig'), cbor.bytes(randomBytes(70))],
            [cbor.text('x5c'), Buffer.concat([Buffer.from([0x81]), cbor.bytes(randomBytes(300))])],
          ])
        : cbor.map([])
      const attestationObject = cbor.map([
        [cbor.text('fmt'), cbor.text(how.certificates ? 'packed' : 'none')],
        [cbor.text('attStmt'), statement],
        [cbor.text('authData'), cbor.bytes(authData)],
      ])
      const response = {
        clientDataJSON: base64url(clientData(challenge, how.type ?? 'webauthn.create', how)),
        attestationObject: base64url(attestationObject),
        transports: ['internal'],
      }
      return { ...credential, response }
    },
    get({ challenge }, how = {}) {
      const authData = authenticatorData(how)
      const data = clientData(challenge, how.type ?? 'webauthn.get', how)
      const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), privateKey)
      const response = {
        clientDataJSON: base64url(data),
        authenticatorData: base64url(authData),
        signature: base64url(signature),
        userHandle,
      }
      return { ...credential, response }
    },
  }
}

/** A P-256 key as COSE writes it (RFC 9053, section 7.1): kty 2, alg -7, crv 1, x and y. */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const [first, second] = [x, y].map((text) => cbor.bytes(Buffer.from(text, 'base64url'))) as [Buffer, Buffer]
  return cbor.map([
    [Buffer.from([1]), Buffer.from([2])],
    [Buffer.from([3]), Buffer.from([0x26])],
    [Buffer.from([0x20]), Buffer.from([1])],
    [Buffer.from([0x21]), first],
    [Buffer.from([0x22]), second],
  ])
}

/** As much of CBOR (RFC 8949) as the above needs: heads of one to three bytes. */
const cbor = {
  head(major: number, length: number): Buffer {
    if (length < 24) return Buffer.from([(major << 5) | length])
    if (length < 256) return Buffer.from([(major << 5) | 24, length])
    return Buffer.from([(major << 5) | 25, length >> 8, length & 255])
  },
  bytes: (value: Uint8Array): Buffer => Buffer.concat([cbor.head(2, value.length), value]),
  text: (value: string): Buffer => Buffer.concat([cbor.head(3, value.length), Buffer.from(value)]),
  map: (entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
    Buffer.concat([cbor.head(5, entries.length), ...entries.flat()]),
}
