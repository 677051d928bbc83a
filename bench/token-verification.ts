/** How many access tokens a second a process finds to be good: those it has seen, and those it sees for the first time. */
import { createHmac, createPublicKey, randomBytes, verify, type JsonWebKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embedded } from '../src/composition/embedded.ts'
import { ownSecrets } from '../src/composition/secrets/secrets.ts'
import { readConfig } from '../src/config/config.ts'
import { createClient } from '../sdk/index.ts'
import { goodPassword } from '../test/support/open-trading-floor.ts'
import { raisedLimits } from '../test/support/raised-limits.ts'
import { rounded, type Bench } from './harness/bench.ts'
import { accessToken } from './harness/sign-in.ts'

const askedPerSecond = 50_000
const tokensMax = 1_000
const roundMs = 300

export const tokenVerification: Bench = async ({ rounds, progress }) => {
  const data = mkdtempSync(join(tmpdir(), 'fx-bench-'))
  const dataFile = (name: string): string => join(data, name)
  const invocation = readConfig(['--data', data, '--port', '0'], { ...raisedLimits, FX_LOG_LEVEL: 'silent' })
  if (invocation.command !== 'serve') throw new Error('Help was not asked for.')
  const app = await embedded.start({
    config: invocation.config,
    secrets: ownSecrets(dataFile('secrets.json')),
    dataFile,
  })
  try {
    const { authenticate, accessTokens, keyRing, gateway } = app.values
    const authorization = await signedIn(await gateway.listen({ port: 0 }))
    progress('token-verification: measuring')
    // Of one session: what differs is the token.
    const subject = await accessTokens.verify(authorization.slice('Bearer '.length))
    const issued = await Promise.all(Array.from({ length: tokensMax }, () => accessTokens.issue(subject)))
    const all = issued.map((token) => ({ authorization: `Bearer ${token}`, organisation: undefined }))
    const lookUpAll = async (): Promise<number> => {
      const began = performance.now()
      for (const credentials of all) expectUser(await authenticate(credentials))
      return (all.length * 1_000) / (performance.now() - began)
    }
    const newPerSecond = await lookUpAll()
    const known = (): void => {
      const caller = authenticate(all[Math.floor(Math.random() * all.length)]!)
      if (caller instanceof Promise) throw new Error('A token that was verified a moment ago is looked up again.')
      expectUser(caller)
    }
    const bare = bareVerification(issued[0]!, keyRing.published()[0] as JsonWebKey)
    const figures = { knownPerSecond: 0, ed25519PerSecond: 0, hmacPerSecond: 0 }
    for (let round = 0; round < rounds; round += 1) {
      // What is known is looked up again every few seconds, since other processes end sessions, too.
      await lookUpAll()
      figures.knownPerSecond += perSecond(known) / rounds
      figures.ed25519PerSecond += perSecond(bare.ed25519) / rounds
      figures.hmacPerSecond += perSecond(bare.hmac) / rounds
    }
    const { knownPerSecond, ed25519PerSecond } = figures
    const ratio = knownPerSecond / ed25519PerSecond
    return {
      ratio,
      figures: rounded({ newPerSecond, ...figures }),
      measured: `${Math.round(knownPerSecond).toLocaleString('en')} a second, ${ratio.toFixed(0)} times bare Ed25519`,
      passed: knownPerSecond >= askedPerSecond,
      remarks: [
        `${tokensMax} tokens, drawn at random; for the first time, and again every four seconds: ${Math.round(newPerSecond).toLocaleString('en')} a second, with its session, account and membership read`,
        `bare node:crypto on one core: ${Math.round(ed25519PerSecond).toLocaleString('en')} Ed25519 signatures a second, ${Math.round(figures.hmacPerSecond).toLocaleString('en')} HMAC-SHA256`,
      ],
    }
  } finally {
    await app.values.gateway.close()
    await app[Symbol.asyncDispose]()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Somebody with an organisation, as the `Authorization` of their requests. */
async function signedIn(url: string): Promise<string> {
  const email = 'ada@buyer.example'
  await createClient({ baseUrl: url }).registerAccount({ body: { email, password: goodPassword, name: 'Ada Byron' } })
  const authorization = `Bearer ${await accessToken(url, email)}`
  const body = { legalName: 'Grand Hotels', country: 'NL', kinds: ['buyer' as const] }
  await createClient({ baseUrl: url, authorization: () => authorization }).registerOrganisation({ body })
  return authorization
}

function expectUser({ kind }: { readonly kind: string }): void {
  if (kind !== 'user') throw new Error(`A good token was taken for one of ${kind}.`)
}

/** What verifying the signature alone takes, the key and the bytes being at hand. */
function bareVerification(token: string, jwk: JsonWebKey) {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const [signed, bytes] = [Buffer.from(`${head}.${payload}`), Buffer.from(signature, 'base64url')]
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const secret = randomBytes(32)
  return {
    ed25519: () => {
      if (!verify(null, signed, key, bytes)) throw new Error('The signature of a token of ours is wrong.')
    },
    hmac: () => void createHmac('sha256', secret).update(signed).digest(),
  }
}

function perSecond(work: () => void): number {
  const began = performance.now()
  let count = 0
  for (let elapsedMs = 0; elapsedMs < roundMs; elapsedMs = performance.now() - began) {
    for (let n = 0; n < 64; n += 1) work()
    count += 64
  }
  return (count * 1_000) / (performance.now() - began)
}
