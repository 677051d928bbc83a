import { afterEach, expect, test } from 'vitest'
import type { Caller } from '../../kernel/caller.ts'
import { openCredentialWatch, type CredentialWatch } from './open-credential-watch.ts'

const member = (role: 'buyer' | 'viewer'): Caller => ({
  kind: 'user',
  userId: 'usr_1',
  sessionId: 'ses_1',
  acting: { organisationId: 'org_1', role },
})
const tokenUntil = (ms: number): string =>
  `Bearer e30.${Buffer.from(JSON.stringify({ exp: Math.floor(ms / 1_000) })).toString('base64url')}.x`

let opened: CredentialWatch | undefined
afterEach(() => opened?.close())

function openWatch(now: { caller: Caller | Error }, caller = member('buyer')) {
  let tell = (_streams: readonly string[]): void => undefined
  let looks = 0
  const watch = openCredentialWatch({
    async authenticate() {
      looks += 1
      if (now.caller instanceof Error) throw now.caller
      return now.caller
    },
    subscribe(listener) {
      tell = listener
      return () => undefined
    },
    nowMs: Date.now,
  })
  opened = watch
  const ended: string[] = []
  const authorization = tokenUntil(Date.now() + 3_600_000)
  watch.watch({ authorization, organisation: undefined }, caller, (why) => ended.push(why))
  return { watch, tell: (streams: readonly string[]) => tell(streams), ended, looks: () => looks }
}

test.each([
  ['is signed out', 'session-ses_1', new Error('no such session')],
  ['gets another role', 'membership-usr_1', member('viewer')],
] as const)('whoever %s is ended once', async (_what, stream, caller) => {
  const now: { caller: Caller | Error } = { caller: member('buyer') }
  const { tell, ended, looks } = openWatch(now)
  await expect.poll(looks).toBe(1)
  now.caller = caller
  tell([stream])
  tell([stream])
  await expect.poll(() => ended).toEqual(['revoked'])
})

test('nobody is looked up for what concerns others, and who may go on goes on', async () => {
  const { tell, ended, looks } = openWatch({ caller: member('buyer') })
  await expect.poll(looks).toBe(1)
  tell(['session-ses_2', 'order-ord_1', 'usr_1', 'identityprovider-org_2', 'providerlink-org_1~usr_1'])
  await new Promise(setImmediate)
  expect(looks()).toBe(1)
  tell(['user-usr_1'])
  await expect.poll(looks).toBe(2)
  expect(ended).toEqual([])
})

test('who came through a provider is ended with it, and with the link to the member', async () => {
  const bound: Caller = { kind: 'user', userId: 'usr_1', sessionId: 'ses_1', boundTo: 'org_1' }
  for (const stream of ['identityprovider-org_1', 'providerlink-org_1~usr_1']) {
    const now: { caller: Caller | Error } = { caller: bound }
    const { tell, ended, looks } = openWatch(now, bound)
    await expect.poll(looks).toBe(1)
    now.caller = new Error('nobody vouches for it')
    tell([stream])
    await expect.poll(() => ended).toEqual(['revoked'])
  }
})

test('whoever was signed out before anybody watched is ended at once', async () => {
  const { ended } = openWatch({ caller: new Error('no such session') })
  await expect.poll(() => ended).toEqual(['revoked'])
})

test('a token that expires ends what came in with it', async () => {
  const { watch } = openWatch({ caller: member('buyer') })
  const ended: string[] = []
  const authorization = tokenUntil(Date.now() - 1_000)
  watch.watch({ authorization, organisation: undefined }, member('buyer'), (why) => ended.push(why))
  await expect.poll(() => ended).toEqual(['expired'])
})
