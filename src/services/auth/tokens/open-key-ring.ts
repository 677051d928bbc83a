/** Opens the signing keys: made on first use, wrapped in the log, renewed after a month, known to every process. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose'
import { streamOf } from '../../../infrastructure/store/aggregate.ts'
import type { Execute, ReadState } from '../../../infrastructure/store/commands/execute.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { signingKeysAggregate } from './signing-keys-view.ts'
import { rotateAfterMs, type SigningKey } from './signing-keys.ts'

export type KeyRing = {
  /** The key to sign with now. */
  signer(): Promise<{ readonly kid: string; readonly key: CryptoKey }>
  /** A key that tokens may still be signed with. */
  verifier(kid: string): Promise<CryptoKey | undefined>
  /** For /.well-known/jwks.json. */
  /** The same value until a key changes. */
  published(): readonly JWK[]
  /** Looks at the keys again where another process has renewed them; to be told of every commit. */
  onCommitted(streams: readonly string[]): void
}

export type KeyRingNeeds = {
  readonly execute: Execute
  readonly readState: ReadState
  readonly clock: Clock
  /** At least 32 bytes, kept outside the store. */
  readonly secret: Uint8Array
}

type Opened = { readonly kept: SigningKey; readonly sign: CryptoKey; readonly verify: CryptoKey }

/** Another process may have rotated: an unknown key is looked for, but not more often than this. */
const reloadEveryMs = 2_000
const ringId = 'ring'

export async function openKeyRing({ execute, readState, clock, secret }: KeyRingNeeds): Promise<KeyRing> {
  const wrapping = Buffer.from(hkdfSync('sha256', secret, '', 'signing keys', 32))
  let ring: readonly Opened[] = []
  /** What is published of which keys: the same value until they change. */
  let shown: readonly JWK[] = []
  let shownOf: readonly Opened[] | undefined
  let loadedAtMs = -Infinity
  let rotating: Promise<void> | undefined

  const open = async (kept: SigningKey): Promise<Opened> => {
    const known = ring.find(({ kept: { kid } }) => kid === kept.kid)
    if (known) return known
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: kept.publicKey }
    const sign = await importJWK({ ...jwk, d: unwrap(kept.wrapped, wrapping, kept.kid) }, 'EdDSA')
    return { kept, sign: sign as CryptoKey, verify: (await importJWK(jwk, 'EdDSA')) as CryptoKey }
  }
  const load = async (): Promise<void> => {
    loadedAtMs = clock.monotonicMs()
    const { state } = await readState(signingKeysAggregate, ringId)
    ring = await Promise.all(state.keys.map(open))
  }
  const rotate = async (): Promise<void> => {
    const at = clock.now()
    const key = await makeKey(at, wrapping)
    const after = ring.at(-1)?.kept.kid ?? null
    const actor = { kind: 'system', id: 'auth' } as const
    await execute(
      signingKeysAggregate,
      { actor, cause: { kind: 'job', id: 'rotate-signing-keys' }, at, timeoutMs: 5_000 },
      async (unit) => {
        await unit.decide(signingKeysAggregate, ringId, { type: 'rotate', after, key })
        return ringId
      },
    )
    await load()
  }
  const renew = (): Promise<void> => (rotating ??= rotate().finally(() => (rotating = undefined)))

  /** What fails here is made up for when a key is asked for. */
  const reload = (): void => void load().catch(() => (loadedAtMs = -Infinity))
  const ringStream = streamOf(signingKeysAggregate, ringId)

  await load()
  if (ring.length === 0) await renew()
  return {
    async signer() {
      const newest = ring.at(-1)
      if (!newest || Date.parse(clock.now()) - Date.parse(newest.kept.at) >= rotateAfterMs) await renew()
      const { kept, sign } = ring.at(-1)!
      return { kid: kept.kid, key: sign }
    },
    async verifier(kid) {
      const find = (): CryptoKey | undefined => ring.find(({ kept }) => kept.kid === kid)?.verify
      if (!find() && clock.monotonicMs() - loadedAtMs >= reloadEveryMs) await load()
      return find()
    },
    onCommitted(streams) {
      if (streams.includes(ringStream)) reload()
    },
    published() {
      if (shownOf !== ring) shown = ring.map(publishedKey)
      shownOf = ring
      return shown
    },
  }
}

const publishedKey = ({ kept: { kid, publicKey } }: Opened): JWK => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x: publicKey,
  kid,
  alg: 'EdDSA',
  use: 'sig',
})

async function makeKey(at: string, wrapping: Buffer): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x, d } = await exportJWK(privateKey)
  const kid = randomBytes(9).toString('base64url')
  return { kid, publicKey: x!, wrapped: wrap(d!, wrapping, kid), at }
}

/** AES-256-GCM; the key's own id is bound to it, so that wrapped keys cannot be exchanged for one another. */
function wrap(text: string, key: Buffer, kid: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(kid))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

function unwrap(wrapped: string, key: Buffer, kid: string): string {
  const bytes = Buffer.from(wrapped, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(kid))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return decipher.update(bytes.subarray(28)).toString('utf8') + decipher.final('utf8')
}
