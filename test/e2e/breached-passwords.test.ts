/** The program asks a server of breached passwords, or looks into a folder, as it is told; and what it says of that. */
import { hash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openRangeServer } from '../support/open-range-server.ts'
import { runMain } from '../support/run-main.ts'
import { sendRaw } from '../support/send-raw.ts'
import { startExchange } from '../support/start-exchange.ts'

const stolen = 'everybody reads my diary'
const digest = hash('sha1', stolen, 'hex').toUpperCase()

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-ranges-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const register = async (url: string, password: string, email: string) => {
  const body = { email, password, name: 'Ada' }
  return (await sendRaw(url)({ method: 'POST', path: '/v1/auth/register', body })).status
}

test('a stolen password is refused while the server answers, and taken with a word in the log while it does not', async () => {
  const ranges = await openRangeServer({ [stolen]: 5 })
  const environment = { FX_BREACHED_PASSWORDS_URL: ranges.url, FX_OUTGOING_LOOPBACK: 'true' }
  await using exchange = await startExchange({ environment })
  expect(await register(exchange.url, stolen, 'ada@example.com')).toBe(422)
  await ranges.close()
  expect(await register(exchange.url, stolen, 'ada@example.com')).toBe(201)
  const said = await eventually(async () => {
    const output = exchange.output()
    return output.includes('breaches-unknown') && output.includes('auth/weak-password') ? output : undefined
  })
  expect(said).toContain('"passedUnasked":1')
  for (const part of [stolen, digest, digest.slice(0, 5), digest.slice(5), digest.toLowerCase()])
    expect(said).not.toContain(part)
})

test('a folder of ranges is looked into without asking anybody', async () => {
  const folder = folderWith({ [`${digest.slice(0, 5)}.txt`]: `${digest.slice(5)}:5\r\n` })
  await using exchange = await startExchange({ environment: { FX_BREACHED_PASSWORDS_FOLDER: folder } })
  expect(await register(exchange.url, stolen, 'ada@example.com')).toBe(422)
  expect(await register(exchange.url, 'nine quiet giraffes hum', 'ada@example.com')).toBe(201)
})

test('a source that cannot be asked ends the start, and says what to write instead', async () => {
  const start = (environment: Readonly<Record<string, string>>) =>
    runMain(['--data', folderWith({}), '--port', '0'], environment)
  const inside = await start({ FX_BREACHED_PASSWORDS_URL: 'https://10.0.0.7' })
  expect([inside.code, inside.err]).toEqual([1, expect.stringContaining('FX_BREACHED_PASSWORDS_FOLDER')])
  const nowhere = await start({ FX_BREACHED_PASSWORDS_FOLDER: join(folderWith({}), 'not-there') })
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('names no folder')])
})
