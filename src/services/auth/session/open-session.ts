/** Opens a session for whoever has proven who they are, and gives its first tokens. */
import type { Execute, Intent } from '../../../infrastructure/store/commands/execute.ts'
import { sessionAggregate } from './session-view.ts'
import { accessTokenLifeSeconds, type AccessTokens } from '../tokens/issue-access-token.ts'
import type { RefreshTokens } from '../tokens/issue-refresh-token.ts'
import type { SessionSubject, SessionThrough } from './session.ts'

export type Tokens = {
  readonly accessToken: string
  readonly refreshToken?: string
  readonly tokenType: 'Bearer'
  readonly expiresIn: number
}

export type OpenSessionNeeds = {
  readonly execute: Execute
  readonly accessTokens: AccessTokens
  readonly refreshTokens: RefreshTokens
}

/**
 * @param credentials  the account's generation that the proof was made with
 * @param through  whose provider made the proof, if one did
 */
export type OpenSession = (
  intent: Intent,
  subject: SessionSubject,
  credentials: number,
  through?: SessionThrough,
) => Promise<Tokens>

export const openSession =
  ({ execute, accessTokens, refreshTokens }: OpenSessionNeeds): OpenSession =>
  async (intent, subject, credentials, through) => {
    let first: ReturnType<RefreshTokens['first']> | undefined
    const { id } = await execute(sessionAggregate, once(intent), async (unit) => {
      const sessionId = unit.newId('ses')
      first = refreshTokens.first(sessionId)
      const digest = refreshTokens.digest(first)
      const opening = { subject, credentials, digest, ...(through && { through }) }
      await unit.decide(sessionAggregate, sessionId, { type: 'open', at: unit.at, ...opening })
      return sessionId
    })
    return tokensFor(accessTokens, subject, { sessionId: id, refreshToken: first!.text })
  }

export const tokensFor = async (
  accessTokens: AccessTokens,
  { kind, id }: SessionSubject,
  { sessionId, refreshToken }: { readonly sessionId: string; readonly refreshToken: string },
): Promise<Tokens> => ({
  accessToken: await accessTokens.issue({ kind, id, sessionId }),
  refreshToken,
  tokenType: 'Bearer',
  expiresIn: accessTokenLifeSeconds,
})

/** Tokens are shown once: asking again with the same key opens another session. */
export const once = ({ repeat: _repeat, ...intent }: Intent): Intent => intent
