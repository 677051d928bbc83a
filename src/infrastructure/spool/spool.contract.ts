/** What every spool promises. */
import { expect, test } from 'vitest'
import type { Spool } from './spool.ts'

export type SpoolUnderTest = {
  readonly spool: Spool
  /** The names of everything that takes room, finished or not. */
  names(): Promise<readonly string[]>
  dispose(): Promise<void>
}

/** @param open  opens an empty spool whose files hold so many bytes together */
export function spoolContract(name: string, open: (bytesMax: number) => Promise<SpoolUnderTest>): void {
  const within = (promise: string, bytesMax: number, check: (under: SpoolUnderTest) => Promise<void>): void =>
    test(`${name}: ${promise}`, async () => {
      const under = await open(bytesMax)
      try {
        await check(under)
      } finally {
        await under.dispose()
      }
    })

  within('what is received is read again, and what does not fit leaves nothing behind', 20, async (under) => {
    const { spool } = under
    expect(await spool.receive('one', bytes('0123', '456789'), 10)).toBe(10)
    const reading = await spool.read('one')
    expect(reading?.size).toBe(10)
    expect(await textOf(reading!.bytes)).toBe('0123456789')
    expect(reading?.bytesRead()).toBe(10)
    await expect(spool.receive('two', bytes('01234'), 4)).rejects.toMatchObject({
      rejection: { code: 'spool/too-large' },
    })
    await expect(spool.receive('two', bytes('0123456789ab'), 99)).rejects.toMatchObject({
      rejection: { code: 'spool/no-room' },
    })
    const torn = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('01')
      throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
    }
    await expect(spool.receive('two', torn(), 9)).rejects.toMatchObject({ rejection: { code: 'spool/cut-off' } })
    expect(await under.names()).toEqual(['one'])
    await spool.remove('one')
    expect(await spool.read('one')).toBeUndefined()
    expect(await under.names()).toEqual([])
  })
  within('a file of many megabytes arrives byte for byte, whatever its pieces', 1e9, async ({ spool }) => {
    const pieces = Array.from({ length: 700 }, (_, n) => Buffer.alloc(1 + ((n * 7_919) % 9_973), n))
    const whole = Buffer.concat(pieces)
    expect(await spool.receive('large', pieces.values() as unknown as AsyncIterable<Uint8Array>, 1e8)).toBe(
      whole.length,
    )
    expect(Buffer.compare(await bytesOf((await spool.read('large'))!.bytes), whole)).toBe(0)
  })
  within('a name that is taken is not received a second time', 1e6, async ({ spool }) => {
    await spool.receive('one', bytes('first'), 9)
    await expect(spool.receive('one', bytes('second'), 9)).rejects.toThrow(/EEXIST|E11000/)
    expect(await textOf((await spool.read('one'))!.bytes)).toBe('first')
  })
  within('a writer goes on where an earlier one had come to, and drops what stood behind', 1e9, async ({ spool }) => {
    const first = await spool.write('report', 0)
    expect(await first.write(Buffer.from('first\n'))).toBe(6)
    await first.write(Buffer.from('lost\n'))
    await first.close()
    const second = await spool.write('report', 6)
    expect(await second.write(Buffer.from('second\n'))).toBe(13)
    await second.close()
    expect(await textOf((await spool.read('report'))!.bytes)).toBe('first\nsecond\n')
    const third = await spool.write('report', 3)
    await third.write(Buffer.from('m'))
    await third.close()
    expect(await textOf((await spool.read('report'))!.bytes)).toBe('firm')
    await (await spool.write('report', 0)).close()
    expect((await spool.read('report'))?.size).toBe(0)
  })
  within('files are named in order, a page at a time', 1e6, async ({ spool }) => {
    expect(await spool.names({ after: '', limit: 10 })).toEqual([])
    for (const name of ['c', 'a', 'b_1', 'b-1']) await spool.receive(name, bytes(name), 9)
    expect(await spool.names({ after: '', limit: 3 })).toEqual(['a', 'b-1', 'b_1'])
    expect(await spool.names({ after: 'b_1', limit: 3 })).toEqual(['c'])
  })
  within('old files are removed, and no name leads out of it', 1e6, async ({ spool }) => {
    await spool.receive('old', bytes('x'), 9)
    await spool.removeOlderThan(Date.now() - 60_000)
    expect(await spool.read('old')).toBeDefined()
    await spool.removeOlderThan(Date.now() + 60_000)
    expect(await spool.read('old')).toBeUndefined()
    for (const bad of ['../x', '', 'A', 'a/b']) await expect(spool.read(bad)).rejects.toThrow(RangeError)
  })
}

const bytes = async function* (...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
const bytesOf = async (stream: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => (await bytesOf(stream)).toString()
