/** The shape that tokens have on the wire. */
import { Type } from 'typebox'

export const TokensBody = Type.Object(
  {
    accessToken: Type.String({ description: 'Send it as `Authorization: Bearer …`.' }),
    refreshToken: Type.Optional(
      Type.String({ description: 'Good for one use at POST /v1/auth/token, which gives the next one.' }),
    ),
    tokenType: Type.Literal('Bearer'),
    expiresIn: Type.Integer({ description: 'Seconds that the access token lives.' }),
  },
  { title: 'Tokens' },
)
