/** Copies reference tables and spooled files; those that are there already, byte for byte, are left alone. */
import { createHash } from 'node:crypto'
import type { Spool } from '../../infrastructure/spool/spool.ts'
import type { House } from './house.ts'

const namesMax = 500

/** Number and digest of files with their names. */
export type FilesTotal = { readonly count: number; readonly bytes: number; readonly hash: string }

export async function copyKeptFiles({ keptFiles: source }: House, { keptFiles: target }: House): Promise<void> {
  for (const name of await source.names()) {
    const [wanted, there] = [await source.read(name), await target.read(name)]
    if (wanted && (!there || Buffer.compare(wanted, there) !== 0)) await target.write(name, wanted)
  }
}

export async function copySpool(source: House, target: House, signal: AbortSignal): Promise<void> {
  for await (const name of allNames(source.spool)) {
    signal.throwIfAborted()
    await target.assertHeld()
    const there = await hashOf(target, name)
    if (there !== undefined && there.hash === (await hashOf(source, name))?.hash) continue
    // Either of them may fall silent in the middle of it.
    await source.patiently(() => target.patiently(() => copyOne(source, target, name)))
  }
}

async function copyOne({ spool: source }: House, { spool: target }: House, name: string): Promise<void> {
  // What a copying that was killed, or broke off, left of it.
  await target.remove(name)
  const reading = await source.read(name)
  if (reading) await target.receive(name, reading.bytes, reading.size)
}

export async function totalKeptFiles({ keptFiles }: House): Promise<FilesTotal> {
  const digest = createHash('sha256')
  let bytes = 0
  const names = await keptFiles.names()
  for (const name of names) {
    const content = (await keptFiles.read(name)) ?? new Uint8Array()
    bytes += content.length
    digest.update(`${name}:${content.length};`).update(content)
  }
  return { count: names.length, bytes, hash: digest.digest('hex') }
}

export async function totalSpool(house: House): Promise<FilesTotal> {
  const digest = createHash('sha256')
  let [count, bytes] = [0, 0]
  for await (const name of allNames(house.spool)) {
    const file = await hashOf(house, name)
    count += 1
    bytes += file?.size ?? 0
    digest.update(`${name}:${file?.hash};`)
  }
  return { count, bytes, hash: digest.digest('hex') }
}

async function* allNames(spool: Spool): AsyncGenerator<string> {
  for (let after = ''; ;) {
    const names = await spool.names({ after, limit: namesMax })
    const last = names.at(-1)
    if (last === undefined) return
    yield* names
    after = last
  }
}

const hashOf = ({ spool, patiently }: House, name: string): Promise<{ size: number; hash: string } | undefined> =>
  patiently(async () => {
    const reading = await spool.read(name)
    if (!reading) return undefined
    const digest = createHash('sha256')
    for await (const bytes of reading.bytes) digest.update(bytes)
    return { size: reading.size, hash: digest.digest('hex') }
  })
