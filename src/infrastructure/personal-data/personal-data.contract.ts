/** What every keeper of personal data promises. */
import { expect, test } from 'vitest'
import type { PersonalData, Sealed } from './personal-data.ts'

export type PersonalDataUnderTest = {
  readonly personalData: PersonalData
  /** Closes and opens it again over the same keys. */
  reopen(): Promise<PersonalData>
  /** Every byte that is kept at rest. */
  bytesAtRest(): Promise<Buffer>
  dispose(): Promise<void>
}

export function personalDataContract(name: string, open: () => Promise<PersonalDataUnderTest>): void {
  const within = (promise: string, check: (under: PersonalDataUnderTest) => Promise<void>): void =>
    test(`${name}: ${promise}`, async () => {
      const under = await open()
      try {
        await check(under)
      } finally {
        await under.dispose()
      }
    })

  within('what was sealed opens again, after a restart too, and any text does', async (under) => {
    for (const text of ['Zoë Ångström', '', '日本語', 'a'.repeat(10_000), 'sealed:1:usr_1:AAAA']) {
      const sealed = await under.personalData.seal('usr_1', text)
      expect(sealed).not.toContain(text || 'never')
      expect(await under.personalData.open(sealed)).toBe(text)
    }
    const sealed = await under.personalData.seal('usr_1', 'kept')
    expect(await (await under.reopen()).open(sealed)).toBe('kept')
  })
  within('many are opened in the order given, at most 1,000', async ({ personalData }) => {
    const names = Array.from({ length: 60 }, (_, n) => `Name ${n}`)
    const sealed = await Promise.all(names.map((name, n) => personalData.seal(`usr_${n % 7}`, name)))
    await personalData.erase('usr_3')
    const opened = await personalData.openMany(sealed)
    expect(opened).toEqual(names.map((name, n) => (n % 7 === 3 ? undefined : name)))
    await expect(personalData.openMany(Array<Sealed>(1_001).fill(sealed[0]!))).rejects.toThrow(RangeError)
  })
  within('the same text sealed twice looks different', async ({ personalData }) => {
    expect(await personalData.seal('usr_1', 'Ada')).not.toBe(await personalData.seal('usr_1', 'Ada'))
  })
  within('erasing a person closes what was sealed for them, for ever, and nothing of others', async (under) => {
    const hers = await under.personalData.seal('usr_1', 'Ada')
    const his = await under.personalData.seal('usr_2', 'Charles')
    await under.personalData.erase('usr_1')
    expect(await under.personalData.open(hers)).toBeUndefined()
    expect(await under.personalData.open(his)).toBe('Charles')
    await expect(under.personalData.seal('usr_1', 'Ada')).rejects.toThrow('personal-data/erased')
    const again = await under.reopen()
    expect(await again.open(hers)).toBeUndefined()
    expect(await again.open(his)).toBe('Charles')
    await again.erase('usr_3')
    await expect(again.seal('usr_3', 'Nobody')).rejects.toThrow('personal-data/erased')
  })
  within('a sealed text does not open as another person’s, nor after a byte was changed', async ({ personalData }) => {
    await personalData.seal('usr_2', 'Charles')
    const sealed = await personalData.seal('usr_1', 'Ada')
    await expect(personalData.open(sealed.replace('usr_1', 'usr_2') as Sealed)).rejects.toThrow(/authenticate/)
    const last = sealed.at(-2) === 'A' ? 'B' : 'A'
    await expect(personalData.open((sealed.slice(0, -2) + last + sealed.slice(-1)) as Sealed)).rejects.toThrow(
      /authenticate/,
    )
    await expect(personalData.open('Ada' as Sealed)).rejects.toThrow(TypeError)
  })
  within('a digest is the same for the same text and kind, and for no other', async (under) => {
    const { personalData } = under
    const digest = personalData.digest('email', 'ada@example.com')
    expect(digest).toMatch(/^[\w-]{32}$/)
    expect(personalData.digest('email', 'ada@example.com')).toBe(digest)
    expect(personalData.digest('email', 'bob@example.com')).not.toBe(digest)
    expect(personalData.digest('staff-email', 'ada@example.com')).not.toBe(digest)
    expect((await under.reopen()).digest('email', 'ada@example.com')).toBe(digest)
  })
  within('no clear text and no usable key lies at rest', async (under) => {
    await under.personalData.seal('usr_1', 'Ada Lovelace')
    const atRest = await under.bytesAtRest()
    expect(atRest.includes('usr_1')).toBe(true)
    expect(atRest.includes('Ada Lovelace')).toBe(false)
  })
  within(
    'keys read and restored elsewhere open the same texts, erasures among them, again and again',
    async (under) => {
      const { personalData } = under
      const sealed = await Promise.all(['usr_1', 'usr_2', 'usr_3'].map((id) => personalData.seal(id, `of ${id}`)))
      await personalData.erase('usr_2')
      const keys = await personalData.readKeys({ after: '', limit: 10 })
      expect(keys.map(({ personId, wrapped }) => [personId, wrapped === null])).toEqual([
        ['usr_1', false],
        ['usr_2', true],
        ['usr_3', false],
      ])
      expect((await personalData.readKeys({ after: 'usr_1', limit: 1 })).map(({ personId }) => personId)).toEqual([
        'usr_2',
      ])
      const other = await open()
      try {
        for (let times = 0; times < 2; times += 1) {
          await other.personalData.restoreKeys(keys)
          expect(await other.personalData.openMany(sealed)).toEqual(['of usr_1', undefined, 'of usr_3'])
          await expect(other.personalData.seal('usr_2', 'again')).rejects.toThrow('personal-data/erased')
        }
        expect(await (await other.reopen()).readKeys({ after: '', limit: 10 })).toEqual(keys)
      } finally {
        await other.dispose()
      }
    },
  )
  within('who was erased in either place is erased, and no key takes the place of another', async (under) => {
    const { personalData } = under
    const hers = await personalData.seal('usr_1', 'Ada')
    const [key] = await personalData.readKeys({ after: '', limit: 1 })
    const other = await open()
    try {
      await other.personalData.erase('usr_1')
      await other.personalData.restoreKeys([key!])
      expect(await other.personalData.open(hers)).toBeUndefined()
      await personalData.restoreKeys(await other.personalData.readKeys({ after: '', limit: 1 }))
      expect(await personalData.open(hers)).toBeUndefined()
      await personalData.seal('usr_2', 'Charles')
      await other.personalData.seal('usr_2', 'Charles')
      const [his] = await personalData.readKeys({ after: 'usr_1', limit: 1 })
      await expect(other.personalData.restoreKeys([his!])).rejects.toThrow('usr_2')
      await expect(other.personalData.restoreKeys([{ ...his!, personId: 'usr_9' }])).rejects.toThrow(/authenticate/)
      expect((await other.personalData.readKeys({ after: 'usr_2', limit: 9 })).length).toBe(0)
    } finally {
      await other.dispose()
    }
  })
}
