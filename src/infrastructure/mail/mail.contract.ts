/** What every mailer promises. */
import { expect, test } from 'vitest'
import type { Mail, Mailer } from './mail.ts'

export type MailerUnderTest = {
  readonly mailer: Mailer
  /** What has been handed over, as its readers see it. */
  received(): Promise<readonly Mail[]>
  dispose(): Promise<void>
}

export function mailerContract(name: string, open: () => Promise<MailerUnderTest>): void {
  const within = (promise: string, check: (under: MailerUnderTest) => Promise<void>): void =>
    test(`mail by ${name}: ${promise}`, async () => {
      const under = await open()
      try {
        await check(under)
      } finally {
        await under.dispose()
      }
    })

  within('a mail arrives as it was written, in any script, with long lines and with dots of its own', async (under) => {
    const mail = {
      to: 'ada@example.com',
      subject: 'Molkerei Größ lädt Sie ein: ein Betreff, der länger ist als eine Zeile sein darf – 乳製品',
      text: `Grüße aus Zürich.\n.\n..two dots\n${'eine lange Zeile '.repeat(90)}\n\ntoken_${'x'.repeat(120)}`,
    }
    await under.mailer.send(mail, 'one')
    expect(await under.received()).toEqual([mail])
  })

  within(
    'the same key is handed over once, asked twice or twice at once; another key is another mail',
    async (under) => {
      const mail = { to: 'ada@example.com', subject: 'Once', text: 'Only.' }
      await Promise.all([under.mailer.send(mail, 'a'), under.mailer.send(mail, 'a')])
      await under.mailer.send({ ...mail, text: 'Otherwise.' }, 'a')
      await under.mailer.send(mail, 'b')
      expect(await under.received()).toEqual([mail, mail])
    },
  )

  within('a subject adds no line and no reader', async (under) => {
    const to = 'ada@example.com'
    await under.mailer.send({ to, subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nread me', text: 'Text.' }, 'a')
    expect(await under.received()).toEqual([{ to, subject: 'Hello Bcc: eve@evil.example read me', text: 'Text.' }])
  })

  within('forgetting somebody leaves the mails of others, and may be done again', async (under) => {
    const mail = { to: 'ada@example.com', subject: 'Kept', text: 'Text.' }
    await under.mailer.send(mail, 'a')
    await under.mailer.forget('eve@example.com')
    await under.mailer.forget('eve@example.com')
    expect(await under.received()).toEqual([mail])
  })
}
