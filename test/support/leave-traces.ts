/** Somebody who leaves traces wherever a person can: invited, registered, renamed, at work, and written to by others. */
import { expect } from 'vitest'
import type { Input } from '../../sdk/index.ts'
import { daysAhead, goodPassword, mailedToken, signUp, type Person, type TradingFloor } from './open-trading-floor.ts'

export const email = 'Wilhelmina.Zwartebroek@kaasmakers.example'
/** That she asked for and never confirmed. */
const newEmail = 'oldenkotte@zwartebroek.example'
const name = 'Wilhelmina Zwartebroek'
const newName = 'Willemijn Oldenkotte'

/** What tells of her, wherever it stands. */
export const tellingWords = ['wilhelmina', 'zwartebroek', 'willemijn', 'oldenkotte', 'kaasmakers']

/** She works for the buyer; the supplier's invitation to her stays open. */
export async function leaveTraces({ exchange, buyer, suppliers, offer }: TradingFloor): Promise<Person> {
  const supplier = suppliers[0]!
  const goods = await offer(supplier)
  for (const { id, owner } of [buyer, supplier]) {
    const token = await mailedToken(exchange, owner.email, 'Confirm your e-mail')
    await exchange.client().verifyEmail({ body: { token } })
    await owner.client.inviteMember({ params: { organisationId: id }, body: { email, role: 'buyer' } })
  }
  const account = await signUp(exchange, email, name)
  await account.client.acceptInvitation({
    body: { token: await mailedToken(exchange, email, `${buyer.name} invites`) },
  })
  const client = exchange.client(account.token, buyer.id)
  const anonymous = exchange.client()
  await anonymous.registerAccount({ body: { email: email.toLowerCase(), password: goodPassword, name } })
  await anonymous.requestPasswordReset({ body: { email } })
  const wrong = { grantType: 'password', email, password: 'not the password at all' } as const
  await expect(anonymous.issueTokens({ body: wrong })).rejects.toMatchObject({ status: 401 })
  const { etag } = await client.getMe()
  await client.updateMe({ body: { name: newName }, ifMatch: etag! })
  await client.askForEmail({ body: { email: newEmail, password: goodPassword } })
  await mailedToken(exchange, newEmail, 'Confirm your new')
  const body: Input<'placeOrder'>['body'] = {
    supplierId: supplier.id,
    shipTo: { siteId: buyer.siteId },
    lines: [{ productId: goods.productId, quantity: 1, deliveryDate: daysAhead(5) }],
  }
  const { data: order } = await client.placeOrder({ body })
  await client.sendOrder({ params: { orderId: order.id } })
  await buyer.owner.client.listMembers({ params: { organisationId: buyer.id } })
  return { ...account, client }
}
