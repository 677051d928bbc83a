/** What is given for tokens, as it is on the wire. */
import { Type } from 'typebox'
import { Code, Email, Password } from '../account/account-schemas.ts'
import { Assertion } from '../passkeys/passkey-schemas.ts'

export const TokenRequest = Type.Object(
  {
    grantType: Type.Enum(['password', 'second_factor', 'passkey', 'refresh_token', 'client_credentials']),
    email: Type.Optional(Email),
    password: Type.Optional(Password),
    realm: Type.Optional(
      Type.Enum(['staff'], { description: 'Sign in as platform staff, whose accounts are apart from users’.' }),
    ),
    secondFactorToken: Type.Optional(
      Type.String({ maxLength: 200, description: 'From the refusal `auth/second-factor-needed`.' }),
    ),
    code: Type.Optional(Code),
    assertion: Type.Optional(Assertion),
    refreshToken: Type.Optional(Type.String({ maxLength: 512 })),
    clientId: Type.Optional(Type.String({ maxLength: 64, description: 'The id of an API key.' })),
    clientSecret: Type.Optional(Type.String({ maxLength: 256, description: 'The secret of an API key.' })),
  },
  // Which fields go together, no schema of single fields can show.
  { examples: [{ grantType: 'password', email: 'trader@example.com', password: 'seven herrings in a cold store' }] },
)
