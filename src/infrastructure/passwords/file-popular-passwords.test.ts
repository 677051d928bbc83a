import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { digestBytes } from './popular-passwords.ts'
import { createFilePopularPasswords, writeDigests } from './file-popular-passwords.ts'

const kept = new URL('../../../reference/popular-passwords.bin', import.meta.url)

const fileWith = (bytes: Uint8Array): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fx-common-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'list.bin'), bytes)
  return join(folder, 'list.bin')
}

test('what was written is found, the first and the last of it too, and nothing else', async () => {
  const texts = Array.from({ length: 1_000 }, (_, n) => `listed-${n}`)
  const isListed = await createFilePopularPasswords(fileWith(writeDigests([...texts, ...texts]))).read()
  expect(texts.filter((text) => !isListed(text))).toEqual([])
  expect(texts.filter((text) => isListed(text.toUpperCase()))).toEqual([])
})

test('the list that comes with the exchange has tens of thousands, sorted, each once', () => {
  const bytes = readFileSync(kept)
  const digests = Array.from({ length: bytes.length / digestBytes }, (_, n) =>
    bytes.readUIntBE(n * digestBytes, digestBytes),
  )
  expect(digests.length).toBeGreaterThan(60_000)
  expect(digests.filter((digest, n) => n > 0 && digest <= digests[n - 1]!)).toEqual([])
  // Read whole by the first who chooses a password.
  expect(bytes.length).toBeLessThan(524_288)
})

test('it knows what guessers begin with, short and long, and no random text', async () => {
  const isPopular = await createFilePopularPasswords(kept).read()
  const long = `123456789987654321 1qaz2wsx3edc4rfv qazwsxedcrfvtgb 123456789qwerty passwordstandard 1234qwerasdfzxcv
    q1w2e3r4t5y6u7i8o9p0 perasperaadastra 30secondstomars qwertyuiop12345 12345678qwertyu jesusesmicamino
    tubgtnrecbufqv correcthorsebatterystaple`.split(/\s+/)
  const missing = ['password', '123456', 'dragon', 'iloveyou', 'liverpool', ...long].filter((text) => !isPopular(text))
  expect(missing).toEqual(['tubgtnrecbufqv'])
  const random = Array.from({ length: 10_000 }, () => crypto.randomUUID().replaceAll('-', ''))
  expect(random.filter(isPopular)).toEqual([])
})

test('a file that is no list is refused each time, and one that comes later is read', async () => {
  const path = fileWith(new Uint8Array(digestBytes + 1))
  const common = createFilePopularPasswords(path)
  await expect(common.read()).rejects.toThrow('digests of 6 bytes')
  await expect(createFilePopularPasswords(fileWith(new Uint8Array(0))).read()).rejects.toThrow('digests of 6 bytes')
  await expect(createFilePopularPasswords(`${path}.not-there`).read()).rejects.toThrow('ENOENT')
  writeFileSync(path, writeDigests(['now it is there']))
  expect((await common.read())('now it is there')).toBe(true)
})
