/**
 * Checks what devices sign (WebAuthn, level 3), by SimpleWebAuthn. No device is asked to show who made it, and a chain
 * of certificates is refused before it is looked at: to check one means to fetch addresses that stand in it.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'
import { unprovenPasskey, wrongPasskey, type Passkey } from './passkeys.ts'

/** Where people sign in. */
export type PasskeySite = {
  /** The relying party's id: the domain of the pages, or one above it. */
  readonly domain: string
  /** `https://console.example`. */
  readonly origins: readonly string[]
}

/** EdDSA, ES256 and RS256 by their numbers in COSE: what devices have. */
export const passkeyAlgorithms = [-8, -7, -257] as const

/** Loaded when somebody uses a passkey: an exchange starts without it. */
const load = async () => {
  const [server, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ])
  return { ...server, ...helpers }
}

export type NewPasskey = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'isSynced'>
type IsOurs = (challenge: string) => boolean

/** Throws `Rejected` (auth/unproven-passkey) whatever is wrong. */
export async function verifyNewPasskey(
  { domain, origins }: PasskeySite,
  response: RegistrationResponseJSON,
  isOurs: IsOurs,
): Promise<NewPasskey> {
  const library = await load()
  const verified = await orElse(unprovenPasskey, async () => {
    const attestation = library.decodeAttestationObject(
      library.isoBase64URL.toBuffer(response.response.attestationObject),
    )
    if (!['none', 'packed'].includes(attestation.get('fmt')) || attestation.get('attStmt').get('x5c')) return undefined
    return library.verifyRegistrationResponse({
      response,
      expectedChallenge: isOurs,
      expectedOrigin: [...origins],
      expectedRPID: domain,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...passkeyAlgorithms],
    })
  })
  if (!verified?.verified) throw new Rejected(unprovenPasskey)
  const { credential, credentialDeviceType } = verified.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: response.response.transports ?? [],
    isSynced: credentialDeviceType === 'multiDevice',
  }
}

/** What the device counts now. Throws `Rejected` (auth/wrong-passkey) whatever is wrong. */
export async function verifyPasskey(
  { domain, origins }: PasskeySite,
  passkey: Passkey,
  response: AuthenticationResponseJSON,
  isOurs: IsOurs,
): Promise<number> {
  const library = await load()
  const verified = await orElse(wrongPasskey, () =>
    library.verifyAuthenticationResponse({
      response,
      expectedChallenge: isOurs,
      expectedOrigin: [...origins],
      expectedRPID: domain,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
      requireUserVerification: true,
    }),
  )
  if (!verified.verified) throw new Rejected(wrongPasskey)
  return verified.authenticationInfo.newCounter
}

/** The library throws for whatever was not signed as it should be, and for what cannot be read. */
async function orElse<Result>(refusal: Rejection, verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify()
  } catch (error) {
    if (error instanceof Error) throw new Rejected(refusal)
    throw error
  }
}
