/** People of organisations, for tests of their routes: who founds one, and who is invited into it. */
import { expect } from 'vitest'
import {
  mailedToken,
  registerOrganisation,
  signUp,
  type TestMarket,
} from '../../../../test/support/open-test-market.ts'

/** A user with a confirmed address and an organisation. */
export async function foundCompany(market: TestMarket, email: string) {
  const { token, userId } = await signUp(market, email)
  await market.send('POST', '/v1/auth/verify-email', { token: await mailedToken(market, email, 'Confirm') })
  const organisation = await registerOrganisation(market, token)
  return { token, userId, organisation, path: `/v1/organisations/${organisation}` }
}

/** Invites somebody, who registers and accepts. */
export async function joinCompany(
  market: TestMarket,
  host: { token: string; path: string },
  email: string,
  role: string,
) {
  const person = await signUp(market, email)
  await market.send('POST', `${host.path}/invitations`, { email, role }, { token: host.token })
  const token = await mailedToken(market, email, 'invites you')
  expect((await market.send('POST', '/v1/invitations/accept', { token }, { token: person.token })).status).toBe(200)
  return person
}
