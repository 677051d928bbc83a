/** What every source of breached passwords promises. */
import { describe, expect, test } from 'vitest'
import { BreachesUnknown, rangeBytesMax, soughtHash, type BreachedPasswords } from './breached-passwords.ts'

/** The text of each range that there is, by its prefix. */
export type Ranges = Readonly<Record<string, string>>

const password = 'seven herrings in a cold store'
const { prefix, suffix } = soughtHash(password)
const others = ['0018A45C4D1DEF81644B54AB7F969B88D65:1', '00D4F6E8FA6EECAD2A3AA415EEC418D38EC:2'] as const
const range = (...lines: readonly string[]): Ranges => ({ [prefix]: lines.join('\r\n') })

export function breachedPasswordsContract(
  name: string,
  open: (ranges: Ranges) => Promise<BreachedPasswords> | BreachedPasswords,
): void {
  const seenIn = async (ranges: Ranges) => (await open(ranges)).timesSeen(password)
  const whyUnknown = async (ranges: Ranges): Promise<string> => {
    const error = await seenIn(ranges).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BreachesUnknown)
    return `${(error as Error).message} ${(error as Error).stack}`
  }

  describe(`breached passwords: ${name}`, () => {
    test('a password is found in its range, as often as it was seen', async () => {
      expect(await seenIn(range(...others, `${suffix}:52579`))).toBe(52_579)
      expect(await seenIn({ [prefix]: `\uFEFF${suffix}:1\n${others[0]}\n` })).toBe(1)
    })

    test('one that is not in its range was not seen, nor was one that pads it', async () => {
      expect(await seenIn(range(...others))).toBe(0)
      expect(await seenIn(range(...others, `${suffix}:0`))).toBe(0)
    })

    test('what is no range says nothing, wherever in it that begins', async () => {
      for (const text of ['', '<html>Not found</html>', `${suffix.toLowerCase()}:1`, suffix, `${suffix}:-1`])
        expect(await whyUnknown(range(text)), text).toContain('no range')
      expect(await whyUnknown(range(`${suffix}:3`, ...others, 'and so on'))).toContain('no range')
    })

    test('a range that there is not, or that has no end, says nothing', async () => {
      await whyUnknown({})
      await whyUnknown(range(`${others[0]}\n`.repeat(rangeBytesMax / 37)))
    })

    test('nothing of the password or of its hash is in what is said instead', async () => {
      for (const ranges of [{}, range('garbage'), range('x'.repeat(rangeBytesMax + 1))]) {
        const said = await whyUnknown(ranges)
        expect(said.toUpperCase()).not.toContain(prefix)
        expect(said).not.toContain('herrings')
      }
    })
  })
}
