/**
 * Hands mails to an SMTP server. It keeps none of them: what a mail says is its reader's alone, and a queue on disk would
 * be one more place to erase people from. So it tries for a minute, and then says that it could not.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { createTransport } from 'nodemailer'
import type { Mail, Mailer } from './mail.ts'

export type SmtpMailerOptions = {
  /** `smtps://` is encrypted from the first byte, `smtp://` by STARTTLS, which only a server on this very machine may lack. */
  readonly url: string
  /** Whom mails are from: `FoodXchange <exchange@example.com>`. */
  readonly from: string
  /** How long to wait before each further try; as many as there are. */
  readonly retryAfterMs?: readonly number[]
}

export type SmtpMailer = Mailer & {
  /** Waits a moment for mails under way; gives up those that wait for another try. */
  close(): Promise<void>
}

/** What a reader of addresses (RFC 5322) takes for one and the same: with a comma or a quote in it, it reads another. */
const ONE_ADDRESS = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+$/

type Transport = ReturnType<typeof createTransport>

const connectionsMax = 2
const waitingMax = 1_000
/** Of mails that were sent, so many keys are remembered, the newest. */
const keysMax = 10_000
const timeoutMs = 20_000
const closeWithinMs = 5_000
const defaultRetryAfterMs = [1_000, 5_000, 30_000]

/** Refuses an address that is none with a `TypeError`. Nothing is connected to before the first mail. */
export function openSmtpMailer({ url, from, retryAfterMs = defaultRetryAfterMs }: SmtpMailerOptions): SmtpMailer {
  const options = connectionOptions(new URL(url))
  const sent = new Map<string, Promise<void>>()
  const closing = new AbortController()
  let waiting = 0
  let transport: Promise<Transport> | undefined

  /** Loaded when the first mail leaves: an exchange that writes none starts without it. */
  const open = (): Promise<Transport> =>
    (transport ??= import('nodemailer').then((library) => library.createTransport(options)))

  const hand = async ({ to, subject, text }: Mail, key: string): Promise<void> => {
    if (!ONE_ADDRESS.test(to)) throw new TypeError('A mail goes to one address, without quotes or comments.')
    const message = {
      from,
      to: { name: '', address: to },
      envelope: { from, to: [to] },
      subject: subject.replaceAll(/[\r\n]+/g, ' '),
      text,
      messageId: messageIdOf(key, from),
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    }
    for (const waitMs of [...retryAfterMs, undefined]) {
      try {
        await (await open()).sendMail(message)
        return
      } catch (error) {
        const trouble = troubleOf(error)
        if (waitMs === undefined || trouble.isFinal) throw new MailNotSent(trouble)
        await sleep(waitMs, undefined, { signal: closing.signal })
      }
    }
  }
  return {
    send(mail, key) {
      const earlier = sent.get(key)
      if (earlier) return earlier
      if (waiting >= waitingMax)
        return Promise.reject(new Error(`${waitingMax} mails wait for the SMTP server already.`))
      waiting += 1
      const sending = hand(mail, key).finally(() => (waiting -= 1))
      sent.set(key, sending)
      // What was not sent may be asked for again.
      sending.catch(() => sent.delete(key))
      if (sent.size > keysMax) sent.delete(sent.keys().next().value!)
      return sending
    },
    forget: async () => undefined,
    async close() {
      closing.abort()
      await Promise.race([Promise.allSettled(sent.values()), sleep(closeWithinMs, undefined, { ref: false })])
      if (transport) (await transport).close()
    },
  }
}

/** Of a process that hands over a mail twice, or of two that do: whoever receives both can tell that they are one. */
const messageIdOf = (key: string, from: string): string => {
  const host = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? 'foodxchange.invalid'
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${host}>`
}

function connectionOptions(url: URL) {
  const isEncrypted = url.protocol === 'smtps:'
  if (!isEncrypted && url.protocol !== 'smtp:') throw new TypeError('An SMTP server is smtp:// or smtps://.')
  // As a name it may have brackets around it.
  const host = url.hostname.replaceAll(/^\[|\]$/g, '')
  const isHere = host === 'localhost' || host === '::1' || host.startsWith('127.')
  const user = decodeURIComponent(url.username)
  return {
    pool: true as const,
    host,
    port: Number(url.port) || (isEncrypted ? 465 : 587),
    secure: isEncrypted,
    requireTLS: !isEncrypted && !isHere,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
    maxConnections: connectionsMax,
    // Whether a mail that broke off was taken nobody knows: the same message id tells its receiver.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  }
}

type Trouble = { readonly code: string; readonly reason: string; readonly isFinal: boolean }

/** Says why without saying to whom: what servers answer repeats addresses, and errors are logged. */
export class MailNotSent extends Error {
  override name = 'MailNotSent'
  readonly code: string
  constructor({ code, reason }: Trouble) {
    super(`The SMTP server did not take a mail: ${reason}`)
    this.code = code
  }
}

/** Troubles of the connection, whose texts are our own side's. */
const CONNECTION_TROUBLE = /^(ECONN\w*|ESOCKET|ETIMEDOUT|EDNS|ETLS)$/

/** Final is what the server refuses for good, or whom it does not know (RFC 5321, section 4.2.1). */
function troubleOf(error: unknown): Trouble {
  const { responseCode, code = 'unknown', message } = error as Error & { responseCode?: number; code?: string }
  const reason =
    responseCode === undefined ? (CONNECTION_TROUBLE.test(code) ? `${code}, ${message}` : code) : String(responseCode)
  return { code, reason, isFinal: (responseCode ?? 0) >= 500 || code === 'EAUTH' }
}
