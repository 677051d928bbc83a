import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFolderMailer } from './folder-mailer.ts'
import { mailerContract } from './mail.contract.ts'
import type { Mail } from './mail.ts'

const now = () => '2026-08-01T09:00:00.000Z'

async function open() {
  const base = await mkdtemp(join(tmpdir(), 'foodxchange-mail-'))
  const folder = join(base, 'mail')
  const read = async (name: string): Promise<Mail> => {
    const message = await readFile(join(folder, name), 'utf8')
    const [, to = '', subject = '', text = ''] = /^To: (.*)\nSubject: (.*)\nDate: .*\n\n([^]*)\n$/.exec(message) ?? []
    return { to, subject, text }
  }
  return {
    mailer: createFolderMailer(folder, now),
    received: async () => Promise.all((await readdir(folder)).map(read)),
    dispose: () => rm(base, { recursive: true }),
  }
}

mailerContract('folder', open)

test('who is forgotten has no mail left in the folder, however the address was written', async () => {
  const { mailer, received, dispose } = await open()
  onTestFinished(dispose)
  await mailer.send({ to: 'Ada@Example.com', subject: 'One', text: 'Text.' }, 'a')
  await mailer.send({ to: 'eve@example.com', subject: 'Two', text: 'Text.' }, 'b')
  await mailer.forget('ada@example.COM')
  expect((await received()).map(({ subject }) => subject)).toEqual(['Two'])
})

test('who is forgotten by two at once is forgotten by both', async () => {
  const { mailer, received, dispose } = await open()
  onTestFinished(dispose)
  const to = 'ada@example.com'
  await Promise.all(Array.from({ length: 40 }, (_, n) => mailer.send({ to, subject: `${n}`, text: 'Text.' }, `${n}`)))
  await Promise.all([mailer.forget(to), mailer.forget(to), mailer.forget(to)])
  expect(await received()).toEqual([])
})
