import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { cacheFolder, installOnce, verifySha256 } from './cache-folder.ts'

const made: string[] = []

function emptyCache(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fx-servers-'))
  made.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

test('what is there is not made again', async () => {
  const cache = emptyCache()
  const make = (content: string) => installOnce(cache, 'it-1', (folder) => writeFile(join(folder, 'file'), content))
  expect(await make('first')).toBe(join(cache, 'it-1'))
  await installOnce(cache, 'it-1', () => Promise.reject(new Error('made twice')))
  expect(readdirSync(cache)).toEqual(['it-1'])
})

test('an installation that fails leaves nothing behind, and the next one starts anew', async () => {
  const cache = emptyCache()
  const failing = installOnce(cache, 'it-1', async (folder) => {
    await writeFile(join(folder, 'half'), '')
    throw new Error('no network')
  })
  await expect(failing).rejects.toThrow('no network')
  expect(readdirSync(cache)).toEqual([])
  await installOnce(cache, 'it-1', (folder) => writeFile(join(folder, 'whole'), ''))
  expect(readdirSync(join(cache, 'it-1'))).toEqual(['whole'])
})

test('of two that install the same at once, both get one whole folder', async () => {
  const cache = emptyCache()
  const meeting = Promise.withResolvers<void>()
  let present = 0
  const install = () =>
    installOnce(cache, 'it-1', async (folder) => {
      present += 1
      if (present === 2) meeting.resolve()
      await meeting.promise
      await writeFile(join(folder, 'a'), '')
      await writeFile(join(folder, 'b'), '')
    })
  const [one, other] = await Promise.all([install(), install()])
  expect(one).toBe(other)
  expect(readdirSync(cache)).toEqual(['it-1'])
  expect(readdirSync(one).toSorted()).toEqual(['a', 'b'])
})

test('what a killed installation left is removed, but not what another one is busy with', async () => {
  const cache = emptyCache()
  await mkdir(join(cache, '.unfinished-old'))
  await mkdir(join(cache, '.unfinished-young'))
  const long = new Date(Date.now() - 2 * 60 * 60_000)
  await utimes(join(cache, '.unfinished-old'), long, long)
  await installOnce(cache, 'it-1', (folder) => writeFile(join(folder, 'file'), ''))
  expect(readdirSync(cache).toSorted()).toEqual(['.unfinished-young', 'it-1'])
})

test('a file of another content is refused, with both hashes', async () => {
  const file = join(emptyCache(), 'file')
  writeFileSync(file, 'abc')
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  await verifySha256(file, known)
  writeFileSync(file, 'abd')
  await expect(verifySha256(file, known)).rejects.toThrow(`expected ${known}`)
})

test('the cache folder is where the system keeps caches', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe('/caches/foodxchange/servers')
  expect(cacheFolder({})).toMatch(/\/\.cache\/foodxchange\/servers$/)
})
