import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { mailerContract } from './mail.contract.ts'
import type { Mail } from './mail.ts'
import { openSmtpMailer, type SmtpMailerOptions } from './smtp-mailer.ts'

const from = 'FoodXchange <exchange@example.com>'
const mail = { to: 'ada@example.com', subject: 'Hello', text: 'Text.' }

type Received = Mail & { readonly headers: string }

/** A server on a free port, which keeps what it takes. @param onMail  refuses a mail by throwing */
async function openServer(options: SMTPServerOptions = {}, onMail: () => void = () => undefined) {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    hideSTARTTLS: true,
    ...options,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        try {
          onMail()
          received.push(readMessage(Buffer.concat(chunks).toString(), session.envelope.rcptTo))
          callback()
        } catch (error) {
          callback(error as Error)
        }
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { received, port, close: () => new Promise<void>((resolve) => server.close(resolve)) }
}

/** Whom it is to is what the server was told, not what the message says. */
function readMessage(raw: string, rcptTo: readonly { readonly address: string }[]): Received {
  const [headers = '', ...rest] = raw.split('\r\n\r\n')
  const unfolded = headers.replaceAll(/\r\n[ \t]+/g, ' ')
  const encoding = /^content-transfer-encoding: (.*)$/im.exec(unfolded)?.[1]
  const body = rest.join('\r\n\r\n')
  const bytes = Buffer.from(body, encoding === 'base64' ? 'base64' : 'latin1').toString('latin1')
  const text = Buffer.from(encoding === 'quoted-printable' ? unquoted(bytes) : bytes, 'latin1').toString()
  const subject = /^subject: (.*)$/im.exec(unfolded)?.[1] ?? ''
  return {
    to: rcptTo.map(({ address }) => address).join(' and '),
    subject: wordsOf(subject),
    text: text.replaceAll('\r\n', '\n').replace(/\n$/, ''),
    headers: unfolded,
  }
}
const unquoted = (text: string): string =>
  text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
/** Encoded words of a header (RFC 2047). */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_match, how: string, word: string) =>
      how.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('latin1') : unquoted(word.replaceAll('_', ' ')),
    )
    .replace(/^.*[\u0080-\u00ff].*$/s, (latin) => Buffer.from(latin, 'latin1').toString())

const mailerTo = (port: number, more: Partial<SmtpMailerOptions> = {}) => {
  const mailer = openSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from, retryAfterMs: [10, 10], ...more })
  onTestFinished(() => mailer.close())
  return mailer
}
const serverWith = async (...given: Parameters<typeof openServer>) => {
  const server = await openServer(...given)
  onTestFinished(server.close)
  return server
}

mailerContract('SMTP', async () => {
  const { received, port, close } = await openServer()
  const mailer = openSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from })
  return {
    mailer,
    received: async () => received.map(({ to, subject, text }) => ({ to, subject, text })),
    async dispose() {
      await mailer.close()
      await close()
    },
  }
})

test('a mail says whom it is from, that no person wrote it, and by which id it can be told from another', async () => {
  const { received, port } = await serverWith()
  await mailerTo(port).send(mail, 'key')
  await mailerTo(port).send(mail, 'key')
  const [first, second] = received.map(({ headers }) => headers)
  expect(first).toMatch(/^From: FoodXchange <exchange@example.com>$/m)
  expect(first).toMatch(/^Auto-Submitted: auto-generated$/m)
  const idOf = (headers = '') => /^message-id: (.*)$/im.exec(headers)?.[1]
  expect(idOf(first)).toMatch(/^<[0-9a-f]{32}@example.com>$/)
  expect(idOf(second)).toBe(idOf(first))
})

test.each([
  'ada,eve@evil.example',
  '"ada"@example.com',
  'Ada <ada@example.com>',
  'ada@example.com (eve@evil.example)',
  'ada',
])('what is not one plain address is sent nothing: %s', async (to) => {
  const { received, port } = await serverWith()
  await expect(mailerTo(port).send({ ...mail, to }, 'key')).rejects.toThrow(TypeError)
  expect(received).toEqual([])
})

test('a server that is busy is asked again, a few times; one that refuses for good is not', async () => {
  let tries = 0
  const answering = (responseCode: number, times: number) => () => {
    tries += 1
    if (tries <= times) throw Object.assign(new Error('ada@example.com is full'), { responseCode })
  }
  const busy = await serverWith({}, answering(451, 2))
  await mailerTo(busy.port).send(mail, 'a')
  expect([tries, busy.received.length]).toEqual([3, 1])
  tries = 0
  const full = await serverWith({}, answering(451, 99))
  await expect(mailerTo(full.port).send(mail, 'a')).rejects.toThrow(/451/)
  expect(tries).toBe(3)
  tries = 0
  const refusing = await serverWith({}, answering(550, 99))
  const mailer = mailerTo(refusing.port)
  const refused = await mailer.send(mail, 'a').catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'MailNotSent', message: expect.stringContaining('550') })
  expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain('example.com')
  expect(tries).toBe(1)
  // What was not sent may be asked for again.
  await expect(mailer.send(mail, 'a')).rejects.toThrow(/550/)
  expect(tries).toBe(2)
})

test('where nobody listens a mail fails after its tries, and sends once somebody does', async () => {
  const free = createServer()
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  await expect(mailerTo(port).send(mail, 'a')).rejects.toMatchObject({ code: expect.stringMatching(/ECONN|ESOCKET/) })
})

test('credentials go along, and wrong ones are not tried again', async () => {
  const seen: string[] = []
  const { received, port } = await serverWith({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, callback) {
      seen.push(`${username} ${password}`)
      if (password === 'p@ss word') callback(null, { user: username })
      else callback(new Error('no'))
    },
  })
  const as = (user: string, password: string) =>
    mailerTo(port, { url: `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}` })
  await as('mail@example.com', 'p@ss word').send(mail, 'a')
  await expect(as('mail@example.com', 'other').send(mail, 'a')).rejects.toMatchObject({ code: 'EAUTH' })
  expect(received).toHaveLength(1)
  expect(seen).toEqual(['mail@example.com p@ss word', 'mail@example.com other'])
})

test('with smtps nothing is said before the server has shown a certificate that is trusted', async () => {
  const { received, port } = await serverWith({ secure: true })
  const mailer = mailerTo(port, { url: `smtps://127.0.0.1:${port}`, retryAfterMs: [] })
  await expect(mailer.send(mail, 'a')).rejects.toThrow(/certificate|self.signed/i)
  expect(received).toEqual([])
})

test.each(['http://mail.example', 'smtp+plain://mail.example', 'nonsense'])('%s is no SMTP server', (url) => {
  expect(() => openSmtpMailer({ url, from })).toThrow(TypeError)
})

test('closing gives up what waits for another try', async () => {
  const { port } = await serverWith({}, () => {
    throw Object.assign(new Error('later'), { responseCode: 451 })
  })
  const mailer = mailerTo(port, { retryAfterMs: [600_000] })
  const sending = mailer.send(mail, 'a')
  sending.catch(() => undefined)
  await mailer.close()
  await expect(sending).rejects.toThrow(/abort/)
})
