/** The shapes of passkeys on the wire: what browsers give by `toJSON`, and take by `parse…FromJSON` (WebAuthn, level 3). */
import { Type } from 'typebox'

const Base64Url = (maxLength: number) => Type.String({ pattern: '^[\\w-]+$', maxLength })
const CredentialId = Base64Url(1_400)

const ofCredential = {
  id: CredentialId,
  rawId: CredentialId,
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.Enum(['platform', 'cross-platform'])),
  // Asked for none: whatever a browser says here is not looked at.
  clientExtensionResults: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 20 }),
}

export const Attestation = Type.Object(
  {
    ...ofCredential,
    response: Type.Object({
      clientDataJSON: Base64Url(4_096),
      attestationObject: Base64Url(16_384),
      authenticatorData: Type.Optional(Base64Url(4_096)),
      transports: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 8 })),
      publicKey: Type.Optional(Base64Url(4_096)),
      publicKeyAlgorithm: Type.Optional(Type.Integer()),
    }),
  },
  { title: 'PasskeyAttestation', description: 'What `navigator.credentials.create` gave, by `toJSON`.' },
)

export const Assertion = Type.Object(
  {
    ...ofCredential,
    response: Type.Object({
      clientDataJSON: Base64Url(4_096),
      authenticatorData: Base64Url(4_096),
      signature: Base64Url(4_096),
      userHandle: Type.Optional(Base64Url(128)),
    }),
  },
  { title: 'PasskeyAssertion', description: 'What `navigator.credentials.get` gave, by `toJSON`.' },
)

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
export const PasskeyOptions = Type.Object(
  {
    options: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'As `publicKey` for the browser, by `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.',
    }),
  },
  { title: 'PasskeyOptions' },
)

export const PasskeyId = Type.String({ pattern: '^pky_[0-9a-f]{32}$' })
export const PasskeyName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', examples: ['Phone'] })

export const PasskeyBody = Type.Object(
  {
    id: PasskeyId,
    name: PasskeyName,
    isSynced: Type.Boolean({ description: 'Whether it goes along to other devices of the person.' }),
    addedAt: Type.String({ format: 'date-time' }),
    lastUsedOn: Type.Union([Type.String({ format: 'date' }), Type.Null()], { description: 'The day, in UTC.' }),
  },
  { title: 'Passkey' },
)
