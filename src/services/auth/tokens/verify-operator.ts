/** Whether a request is the operator's: proven by a token of a few minutes, so that the secret itself never travels. */
import { errors, jwtVerify } from 'jose'
import type { Clock } from '../../../kernel/clock.ts'
import { Rejected, type Rejection } from '../../../kernel/rejection.ts'

/** From the moment that a token says it was made. */
const lifeSecondsMax = 300
/** The operator's machine is often another one, with a clock of its own. */
const toleranceSeconds = 30
const textMax = 1_024

export type VerifyOperator = (token: string) => Promise<void>

/**
 * @param operatorSecret  32 bytes or more, in base64url
 * Rejects with `Rejected` (unauthenticated) for all but a whole token of this exchange's operator that has not ended.
 */
export function verifyOperator({
  operatorSecret,
  clock,
}: {
  readonly operatorSecret: string
  readonly clock: Pick<Clock, 'now'>
}): VerifyOperator {
  const key = Buffer.from(operatorSecret, 'base64url')
  return async (token) => {
    if (token.length > textMax) throw new Rejected(invalidOperatorToken)
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        issuer: 'urn:foodxchange:operator',
        audience: 'urn:foodxchange:api',
        subject: 'operator',
        typ: 'operator+jwt',
        clockTolerance: toleranceSeconds,
        currentDate: new Date(clock.now()),
        maxTokenAge: lifeSecondsMax,
        requiredClaims: ['exp', 'iat', 'jti'],
      })
      // One that were to last for ever is not ours, however young it is.
      if (payload.exp! - payload.iat! > lifeSecondsMax) throw new Rejected(invalidOperatorToken)
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw new Rejected(invalidOperatorToken)
      throw error
    }
  }
}

const invalidOperatorToken: Rejection = {
  kind: 'unauthenticated',
  code: 'auth/invalid-operator-token',
  detail: 'This token is not signed with the operator secret of this exchange, or not of the last few minutes.',
}
