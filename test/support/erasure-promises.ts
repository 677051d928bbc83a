/** What erasing a person promises, whatever the exchange runs on: her key is gone, and nothing of her stands anywhere. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from './eventually.ts'
import { findTraces, type Keeper } from './find-traces.ts'
import { email, leaveTraces, tellingWords } from './leave-traces.ts'
import { goodPassword, openTradingFloor, signUp, type Person, type TradingFloor } from './open-trading-floor.ts'
import { startExchange, type RunningExchange, type StartOptions } from './start-exchange.ts'

export type ErasureOptions = {
  readonly start: StartOptions
  /** All that the exchange keeps, on its servers too. */
  readonly keepers: (exchange: RunningExchange) => readonly Keeper[]
  /** Stores in which the trade stands in clear, by how their places begin: whoever finds nothing there is blind. */
  readonly seen: readonly string[]
  /** Backs it up while it serves; absent where servers have means of their own for that. */
  readonly backUp?: (exchange: RunningExchange) => Promise<Backup>
}

export type Backup = {
  /** All of it but the keys of persons. */
  readonly keeper: Keeper
  /** Makes another exchange of it and of the keys that there are by then, and starts it; gives what that one keeps. */
  readonly restore: () => Promise<{ readonly exchange: RunningExchange; readonly keepers: readonly Keeper[] }>
}

export function erasurePromises({ start, keepers, seen, backUp }: ErasureOptions): void {
  let exchange: RunningExchange
  let floor: TradingFloor
  let person: Person
  let backup: Backup
  const traces = (words = tellingWords) => findTraces(keepers(exchange), words)

  beforeAll(async () => {
    exchange = await startExchange(start)
    floor = await openTradingFloor(exchange, { suppliers: 1 })
    person = await leaveTraces(floor)
  })
  afterAll(() => exchange[Symbol.asyncDispose]())

  test('while she is there nothing of her stands in clear but in mails to her; what is no secret is found everywhere', async () => {
    const found = await traces()
    expect(found).not.toEqual([])
    expect(found.filter((place) => !/^(\S+\/)?mail\//.test(place))).toEqual([])
    // What consumers have to do with it is done a moment later.
    await eventually(() => traces([floor.buyer.id, 'gouda', 'account-erasures']), {
      isThere: (places) => seen.every((store) => places.some((place) => place.startsWith(store))),
    })
  })

  test.runIf(backUp)('a backup that is taken while it serves has the trade, and nothing of her in clear', async () => {
    backup = await backUp!(exchange)
    expect(await findTraces([backup.keeper], tellingWords)).toEqual([])
    expect(await findTraces([backup.keeper], ['gouda'])).not.toEqual([])
  })

  test('who is the last owner of others is not erased, nor anybody by a wrong password', async () => {
    const { owner } = floor.buyer
    const params = { userId: owner.userId }
    const body = { reason: 'Asked for by letter.' }
    await expect(floor.staff.client.eraseUser({ params, body })).rejects.toMatchObject({
      status: 409,
      code: 'organisation/last-owner',
    })
    const wrong = { password: 'not the password at all' }
    await expect(person.client.eraseMe({ body: wrong })).rejects.toMatchObject({ code: 'auth/wrong-password' })
    await expect(person.client.eraseUser({ params, body })).rejects.toMatchObject({ status: 403 })
  })

  test('erased, she is gone from every store, index, log and mail, and from where she belonged; her work stays', async () => {
    const params = { userId: person.userId }
    const body = { reason: 'Asked for by letter.' }
    await floor.staff.client.eraseUser({ params, body })
    await floor.staff.client.eraseUser({ params, body })
    await expect(person.client.getMe()).rejects.toMatchObject({ status: 401 })
    expect(await traces()).toEqual([])
    const { owner, id: organisationId } = floor.buyer
    const members = await owner.client.listMembers({ params: { organisationId } })
    expect(members.data.items.map(({ userId }) => userId)).toEqual([owner.userId])
    const supplier = floor.suppliers[0]!
    const invited = await supplier.owner.client.listInvitations({ params: { organisationId: supplier.id } })
    expect(invited.data.items).toMatchObject([{ email: '', status: 'open' }])
    const orders = await owner.client.listOrders({ query: {} })
    const order = await owner.client.getOrder({ params: { orderId: orders.data.items[0]!.id } })
    expect(order.data).toMatchObject({ status: 'sent', requestedBy: person.userId })
    await expect(owner.client.enableUser({ params })).rejects.toMatchObject({ status: 403 })
    await expect(floor.staff.client.enableUser({ params })).rejects.toMatchObject({ status: 404 })
    const signIn = { grantType: 'password', email, password: goodPassword } as const
    await expect(exchange.client().issueTokens({ body: signIn })).rejects.toMatchObject({ status: 401 })
  })

  test('who has the address registers anew, as somebody else, and erases that by their own password', async () => {
    const again = await signUp(exchange, email)
    expect(again.userId).not.toBe(person.userId)
    await again.client.eraseMe({ body: { password: goodPassword } })
    await expect(again.client.getMe()).rejects.toMatchObject({ status: 401 })
    expect(await traces()).toEqual([])
  })

  test('after it has stopped, nothing of her stands in its files or in what it has written', async () => {
    expect(await exchange.stop()).toBe(0)
    expect(await traces()).toEqual([])
  })

  test.runIf(backUp)(
    'of the backup from before and the keys of now, an exchange is made that has all of it but her',
    async () => {
      const restored = await backup.restore()
      await using again = restored.exchange
      const words = await findTraces([backup.keeper, ...restored.keepers], tellingWords)
      expect(words).toEqual([])
      const signIn = { grantType: 'password', password: goodPassword } as const
      await expect(again.client().issueTokens({ body: { ...signIn, email } })).rejects.toMatchObject({ status: 401 })
      const { id, owner } = floor.buyer
      const { accessToken } = (await again.client().issueTokens({ body: { ...signIn, email: owner.email } })).data
      const buyer = again.client(accessToken, id)
      // When it was taken she was a member: by an id that names nobody.
      const { items: members } = (await buyer.listMembers({ params: { organisationId: id } })).data
      expect(members.map(({ userId }) => userId).toSorted()).toEqual([owner.userId, person.userId].toSorted())
      const { items: orders } = (await buyer.listOrders({ query: {} })).data
      expect(orders).toMatchObject([{ status: 'sent' }])
      await eventually(async () => (await buyer.listProducts({ query: {} })).data.items.length, {
        isThere: (n) => n > 0,
      })
      const trail = await buyer.verifyAuditTrail({ query: {} })
      expect(trail.data).toMatchObject({ isIntact: true })
    },
  )
}
