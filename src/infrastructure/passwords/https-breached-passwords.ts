/** Asks a server that speaks the protocol of Pwned Passwords, which is sent five hex digits of a hash and nothing else. */
import {
  BreachesUnknown,
  rangeBytesMax,
  soughtHash,
  timesSeenIn,
  type BreachedPasswords,
} from './breached-passwords.ts'

export type RangeRequest = {
  readonly url: string
  readonly method: 'GET'
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly replyBytesMax: number
}

export type HttpsBreachedPasswordsOptions = {
  /** What `/range/…` is put behind: `https://api.pwnedpasswords.com`. */
  readonly url: string
  /** Rejects where no whole reply came. */
  readonly send: (request: RangeRequest) => Promise<{ readonly status: number; readonly body: Uint8Array }>
  /** For all of it. */
  readonly timeoutMs?: number
}

/** Somebody waits for it: as long as hashing takes when many sign in, and no longer. */
const timeoutMsDefault = 1_500

const headers = {
  accept: 'text/plain',
  // Unpacked it is some 50 KB, which is less trouble than unpacking.
  'accept-encoding': 'identity',
  // Else the length of the reply tells who listens which range was asked for.
  'add-padding': 'true',
  // Pwned Passwords wants to know what program asks.
  'user-agent': 'FoodXchange',
} as const

export const createHttpsBreachedPasswords = ({
  url,
  send,
  timeoutMs = timeoutMsDefault,
}: HttpsBreachedPasswordsOptions): BreachedPasswords => ({
  async timesSeen(password) {
    const sought = soughtHash(password)
    const request = {
      url: `${url.replace(/\/$/, '')}/range/${sought.prefix}`,
      method: 'GET',
      headers,
      timeoutMs,
      replyBytesMax: rangeBytesMax,
    } as const
    const { status, body } = await send(request).catch((error: unknown) => {
      // Without its cause: that may name what was asked for.
      throw new BreachesUnknown(error instanceof Error ? error.message : 'The server was not reached.')
    })
    // Every range there is has something in it: a 404, too, is of somebody else.
    if (status !== 200) throw new BreachesUnknown(`The server answered ${status}.`)
    return timesSeenIn(new TextDecoder().decode(body), sought)
  },
})
